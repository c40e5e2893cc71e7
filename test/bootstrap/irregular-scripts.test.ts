// Scripts that are no regular files: reading them a second time would block, or take bytes from the program.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createDataFolder, nodeBinary, start } from './run-process.ts'

const program = `function ran() {}
ran()
console.log('done')
`
/** Commands that run the program in `program.cjs`. (Node itself refuses pipes in /dev/fd.) */
const shells: [name: string, command: string][] = [
  ['a FIFO', 'mkfifo fifo.cjs && { cat program.cjs > fifo.cjs & "$NODE" ./fifo.cjs; }'],
  ['a FIFO that an import names', 'mkfifo fifo.mjs && { cat program.cjs > fifo.mjs & "$NODE" ./fifo.mjs; }'],
  ['/dev/stdin, a file', '"$NODE" /dev/stdin < program.cjs'],
  ['a file in /proc', '"$NODE" /proc/self/fd/3 3< program.cjs'],
  ['standard input', 'cat program.cjs | "$NODE" -'],
]

test.for(shells)('%s as the script: ends as without covtree', async ([, command]) => {
  const outcomes = []
  for (const isCounted of [false, true]) {
    const folder = createFolder()
    const data = createDataFolder({}, folder)
    const env = { NODE: nodeBinary, ...(isCounted && data.env) }
    outcomes.push(await start(['-c', command], { env, cwd: folder, execPath: 'bash' }).ended)
    if (isCounted && command.includes('fifo')) expect(data.read().count('ran')).toBe(1)
    if (isCounted) expect(data.read().live).toEqual([])
  }
  expect(outcomes[1]).toEqual(outcomes[0])
  expect(outcomes[1]).toMatchObject({ code: 0, stdout: 'done\n' })
})

test('a source map that is a FIFO is not opened', async () => {
  const folder = createFolder()
  execFileSync('mkfifo', [join(folder, 'mapped.cjs.map')])
  writeFileSync(join(folder, 'mapped.cjs'), `${program}//# sourceMappingURL=mapped.cjs.map\n`)
  const data = createDataFolder({}, folder)
  const { code, stdout } = await start([join(folder, 'mapped.cjs')], { env: data.env }).ended
  expect([code, stdout]).toEqual([0, 'done\n'])
  expect(data.read().count('ran')).toBe(1)
})

function createFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'covtree-irregular-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'program.cjs'), program)
  return folder
}
