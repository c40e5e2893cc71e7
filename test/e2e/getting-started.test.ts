import { expect, test } from 'vitest'
import { covtree } from '../cli/command-line.ts'
import { createProject, type Project } from './project.ts'
import { comparable, patience, readSteps } from './walk.ts'

test('docs/getting-started.md can be followed with Vitest, and shows what is printed', async () => {
  const project = createProject({ 'package.json': '{ "name": "shapes", "type": "commonjs" }' })
  const shown: string[] = []
  let printed = ''
  for (const step of readSteps('docs/getting-started.md', ['The program', 'Vitest'])) {
    if (step.kind === 'file') project.write({ [step.path]: step.text })
    if (step.kind === 'command') printed = await run(project, step.words)
    if (step.kind === 'output') {
      expect(comparable(printed)).toContain(comparable(step.text))
      shown.push(step.text)
    }
  }
  expect(shown).toHaveLength(4)
})

/** Packages are linked, and folders made with their files: the commands that do so are left out. */
async function run(project: Project, [program, tool, ...args]: string[]): Promise<string> {
  if (program !== 'npx') return ''
  const { stdout, stderr } =
    tool === 'vitest' ? await project.vitest([...args, patience]) : await covtree(project, args)
  expect(stderr).toBe('')
  return stdout
}
