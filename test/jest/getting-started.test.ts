import { expect, test } from 'vitest'
import { comparable, patience, readSteps } from '../e2e/walk.ts'
import { createJestProject } from './jest-project.ts'

test('docs/getting-started.md can be followed with Jest, and shows what is printed', async () => {
  const project = createJestProject({ 'package.json': '{ "name": "shapes", "type": "commonjs" }' })
  let printed = ''
  let outputs = 0
  for (const step of readSteps('docs/getting-started.md', ['The program', 'Jest'])) {
    if (step.kind === 'file') project.write({ [step.path]: step.text })
    if (step.kind === 'command' && step.words[1] === 'jest')
      printed = (await project.jest(...step.words.slice(2), patience)).stdout
    if (step.kind === 'output') {
      const [table] = comparable(step.text).split('\nTest Suites')
      expect(comparable(printed)).toBe(table)
      outputs++
    }
  }
  expect(outputs).toBe(1)
})
