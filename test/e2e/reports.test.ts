import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { configWith, countsOf, createProject } from './project.ts'
import { vitestMajor } from './toolchain.ts'

const files = {
  'vitest.config.ts': configWith(),
  'src/cli.js': `if (process.argv[2] === 'a') {
  console.log('a')
} else {
  console.log('b')
}
`,
  'test/a.test.js': `import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
test('a', () => expect(String(execFileSync(process.execPath, ['src/cli.js', 'a']))).toBe('a\\n'))
`,
  'test/b.test.js': `import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
test('b', () => expect(String(execFileSync(process.execPath, ['src/cli.js', 'b']))).toBe('b\\n'))
`,
}

describe("Vitest's own reports", () => {
  test('thresholds see the children', async () => {
    const project = createProject({
      ...files,
      'vitest.config.ts': configWith('subprocess: true, thresholds: { 100: true }'),
    })
    expect((await project.run()).exitCode).toBe(0)
    const without = await project.run('--no-coverage.subprocess')
    expect(without.exitCode).toBe(1)
    expect(without.stderr).toContain('does not meet global threshold')
  })

  test('lcov, cobertura and html hold the children', async () => {
    const project = createProject(files)
    await project.run('--coverage.reporter=lcov', '--coverage.reporter=cobertura', '--coverage.reporter=html')
    expect(readFileSync(join(project.root, 'coverage/lcov.info'), 'utf8')).toContain(
      'DA:1,2\nDA:2,1\nDA:4,1\n',
    )
    expect(readFileSync(join(project.root, 'coverage/cobertura-coverage.xml'), 'utf8')).toContain(
      '<line number="1" hits="2"',
    )
    expect(readFileSync(join(project.root, 'coverage/cli.js.html'), 'utf8')).toContain('2x')
  })

  test('a failing test keeps its report with reportOnFailure, and has none without', async () => {
    const failing = {
      ...files,
      'test/c.test.js': `import { test } from 'vitest'\ntest('fails', () => { throw new Error('no') })\n`,
    }
    const project = createProject({
      ...failing,
      'vitest.config.ts': configWith('subprocess: true, reportOnFailure: true'),
    })
    const run = await project.run()
    expect(run.exitCode).toBe(1)
    expect(countsOf(project.file('src/cli.js')).lines).toEqual({ 1: 2, 2: 1, 4: 1 })
    expect(run.stdout).toContain('Subprocesses : 2 counted, 0 lost')
    const without = await createProject(failing).run()
    expect(without.exitCode).toBe(1)
    expect(without.stdout).not.toContain('Subprocesses')
  })

  test('shards with blobs merge into what one run gives', async () => {
    const project = createProject(files)
    await project.run()
    const whole = project.coverage()
    for (const shard of [1, 2]) {
      const run = await project.run(
        `--shard=${shard}/2`,
        '--reporter=blob',
        `--outputFile=blobs/${shard}.json`,
      )
      expect(run.exitCode).toBe(0)
    }
    const merged = await project.run('--merge-reports=blobs')
    expect(merged.stderr).toBe('')
    expect(project.coverage()).toEqual(whole)
  })

  test('the lines of the report are what they are without covtree, and two more', async () => {
    const project = createProject(files)
    const withFlag = (await project.run()).stdout
    const without = (await project.run('--no-coverage.subprocess')).stdout
    const shape = (text: string) =>
      text
        .split('\n')
        .map(line =>
          line
            .replace(/[\d.]+/g, '0')
            .replace(/\s+/g, ' ')
            .replace(/[-\d, ]*\|?$/, ''),
        )
        .filter(line => !line.startsWith(' ✓') && !/Duration|Start at/.test(line))
    const more = shape(withFlag).filter(line => !shape(without).includes(line))
    // The second one is there when this machine is so busy that a start took over 100 ms.
    expect(
      more.filter(line => !/^(?:Statements : 0 % → 0 %|Subprocesses| slowest start)/.test(line)),
    ).toEqual([])
  })

  test.runIf(vitestMajor >= 5)(
    'autoAttachSubprocess of Vitest 5 is switched off with one warning',
    async () => {
      const project = createProject({
        ...files,
        'vitest.config.ts': configWith('subprocess: true, autoAttachSubprocess: true'),
      })
      const run = await project.run()
      expect(run.stderr.match(/native-option/g)).toHaveLength(1)
      expect(countsOf(project.file('src/cli.js')).lines).toEqual({ 1: 2, 2: 1, 4: 1 })
    },
  )

  test('a setting that cannot be used names the option, the value and the fix', async () => {
    const project = createProject({
      ...files,
      'vitest.config.ts': configWith(`subprocess: { saveSignal: 'usr2' }`),
    })
    const run = await project.run()
    expect(run.exitCode).toBe(1)
    expect(run.stderr).toContain("Invalid `coverage.subprocess.saveSignal` value 'usr2': use 'SIGUSR2'.")
    // No stack trace, which would lead through Vitest's own code.
    expect(run.stderr).not.toMatch(/^ +(?:at|❯) /m)
    project.write({ 'vitest.config.ts': configWith('') })
    const unknown = await project.run('--coverage.subprocess.chekpoint=5')
    expect(unknown.stderr).toContain('Unknown option `coverage.subprocess.chekpoint`: use one of')
  })
})

describe('a custom coverage provider', () => {
  const createCustom = (makeMap: string) =>
    createProject({
      ...files,
      'vitest.config.ts': configWith(
        "subprocess: true, provider: 'custom', customProviderModule: './provider.mjs'",
      ),
      'provider.mjs': `import { writeFileSync } from 'node:fs'
${makeMap}
const provider = {
  name: 'own',
  initialize(vitest) { this.options = vitest.config.coverage },
  resolveOptions() { return this.options },
  clean() {},
  onAfterSuiteRun() {},
  generateCoverage: () => makeMap(),
  reportCoverage: map => writeFileSync('own.json', JSON.stringify(map)),
}
export default { getProvider: () => provider, startCoverage() {}, takeCoverage() {}, stopCoverage() {} }
`,
    })
  const readOwn = (root: string) => JSON.parse(readFileSync(join(root, 'own.json'), 'utf8'))

  test('gets the children in its map', async () => {
    const project = createCustom(
      "import coverage from 'istanbul-lib-coverage'\nconst makeMap = () => coverage.createCoverageMap()",
    )
    const run = await project.run()
    expect(run.stdout).toContain('Subprocesses : 2 counted, 0 lost')
    const file = readOwn(project.root)[join(project.root, 'src/cli.js')]
    expect(countsOf(file).lines).toEqual({ 1: 2, 2: 1, 4: 1 })
    expect(run.exitCode).toBe(0)
  })

  test('that keeps no such map reports as before, and covtree says so', async () => {
    const project = createCustom("const makeMap = () => ({ of: 'its own' })")
    const run = await project.run()
    expect(readOwn(project.root)).toEqual({ of: 'its own' })
    expect(run.stderr).toContain('unknown-provider')
    expect(run.stdout).toContain('Subprocesses : 2 counted, 0 lost')
    expect(run.exitCode).toBe(0)
  })
})
