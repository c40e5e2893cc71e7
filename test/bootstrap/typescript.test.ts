import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nodeMajor } from '../e2e/toolchain.ts'
import { writeProgram } from './program.ts'
import { createDataFolder, start } from './run-process.ts'

test.runIf(nodeMajor >= 24)(
  'the first process of TypeScript that Node strips saves no text: the file is enough (Node 24 and later)',
  async () => {
    const root = writeProgram({
      'main.ts': `import { ran } from './part.ts'\nimport common from './common.cts'\nconsole.log(ran(1), common.loaded('é' as string))\n`,
      'part.ts': 'export function ran(n: number /* é😀 */): number { return n > 1 ? 2 : n }\n',
      'common.cts': 'exports.loaded = function loaded(text: string): string { return text }\n',
    })
    const data = createDataFolder({ stripsTypes: true }, root)
    const { code, stdout } = await start(['--no-warnings', join(root, 'main.ts')], { env: data.env }).ended
    expect([code, stdout]).toEqual([0, '1 é\n'])
    expect(readdirSync(join(data.folder, 'texts'))).toEqual(['digests'])
    expect(data.read().count('ran')).toBe(1)
    expect(data.read().count('loaded')).toBe(1)
  },
)
