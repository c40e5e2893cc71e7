import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { transformSync as transformWithSwc } from '@swc/core'
import { expect, test } from 'vitest'
import { type Built, TextCounter } from './count-text.ts'
import { describeCounts } from './describe-counts.ts'

const source = `const seen: unknown[] = []
function logged(target: object, key: string, descriptor: PropertyDescriptor) {
  seen.push(key)
}
function make() {
  class Inner {
    @logged
    one(n: number) {
      return n
    }
  }
  return new Inner()
}
class Service {
  @logged
  add(n: number) {
    if (n > 5) return 1
    return n
  }
  @logged
  never() {}
}
globalThis.run = () => { for (let n = 0; n < 7; n++) new Service().add(n); make().one(1); make() }
`
/** oxc, as Vite 8 calls it. */
async function transformAsVite(text: string): Promise<Built> {
  const require = createRequire(import.meta.url)
  const vite = createRequire(require.resolve('vitest/package.json'))
  const { transformSync } = await import(pathToFileURL(vite.resolve('rolldown/utils')).href)
  const { code, map } = transformSync('source.ts', text, { sourcemap: true, decorator: { legacy: true } })
  const helper = /^(?:import|var) .*helpers\/decorate.*$/m
  return {
    code: code.replace(
      helper,
      'const _decorate = (list, target, key) => { for (const each of list) each(target, key) }',
    ),
    map: JSON.stringify(map),
  }
}

test('swc, which maps nothing of decorators: each has the count of the code around its class', async () => {
  const counter = new TextCounter()
  const { code, map } = transformWithSwc(source, {
    sourceMaps: true,
    module: { type: 'commonjs' },
    jsc: {
      target: 'es2022',
      transform: { legacyDecorator: true },
      parser: { syntax: 'typescript', decorators: true },
    },
  })
  const host = await transformAsVite(source)
  const wanted = await counter.count(source, host, 'v8', host)
  const is = await counter.count(source, { code, map }, 'v8', host)
  expect(describeCounts(is.file!, source)).toEqual(describeCounts(wanted.file!, source))
})
