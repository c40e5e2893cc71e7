import { basename, dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import { buildReport } from '../../src/report/content/build-report.ts'
import { createRedact } from '../../src/report/content/redact.ts'
import { describeUnknown } from '../../src/report/content/unknown.ts'
import { writeJobSummary } from '../../src/report/output/job-summary.ts'
import { describeProcesses, type NamedProcess } from '../../src/report/output/terminal.ts'
import { chooseStyle, type TerminalFacts } from '../../src/report/output/terminal-style.ts'

const ran = (pid: number, startCost: number): NamedProcess => ({
  argv: ['/usr/bin/node', '/app/src/cli.js'],
  pid,
  threadId: 0,
  state: 'counted',
  context: 'cli.test.ts > prints',
  startCost,
})

test('a start that took long is named, the slowest alone', () => {
  expect(describeProcesses([ran(7, 4), ran(8, 140.4), ran(9, 120)], { root: '/app' })).toEqual([
    'Subprocesses : 3 counted, 0 lost',
    '  slowest start: covtree took 140 ms in node src/cli.js (pid 8, cli.test.ts > prints)',
  ])
})

test('usual starts are not worth a line', () => {
  expect(describeProcesses([ran(7, 4), ran(8, 99.9)], { root: '/app' })).toEqual([
    'Subprocesses : 2 counted, 0 lost',
  ])
})

test('a line says what processes added to the statements, if they added something', () => {
  const statements = { total: 23, testWorkers: 5, covered: 23 }
  expect(describeProcesses([ran(7, 4)], { statements })).toEqual([
    'Statements   : 21.73 % → 100 % with processes',
    'Subprocesses : 1 counted, 0 lost',
  ])
  expect(describeProcesses([ran(7, 4)], { statements: { ...statements, testWorkers: 23 } })).toEqual([
    'Subprocesses : 1 counted, 0 lost',
  ])
})

const lost = (reason: string, context = 'cli.test.ts > prints'): NamedProcess => ({
  ...ran(9, 4),
  state: 'lost',
  context,
  reason,
})

test('each reason comes with what to do, that of most of the lost processes first', () => {
  const killed = { ...lost('killed'), advice: 'Give it more time.', setting: 'askTimeout: 500' }
  const old = { ...lost('covtree was not loaded (Node 14.21)'), advice: 'Start it with Node 20.' }
  const lines = describeProcesses([old, killed, killed], { root: '/app' })
  expect(lines.slice(4)).toEqual([
    '  what to do: Give it more time: `askTimeout: 500`.',
    expect.stringMatching(
      /^ {2}what to do: Start it with Node 20\. See \S+docs\/messages\.md#lost-processes$/,
    ),
  ])
})

test('a process is in one of the numbers alone, the one that subprocess.json has', () => {
  const processes: NamedProcess[] = [
    ran(1, 4),
    { ...ran(2, 4), threadId: 1 },
    { ...ran(3, 4), state: 'nothing-to-count' },
    { ...ran(4, 4), state: 'counted-until' },
    { ...ran(5, 4), state: 'still-running' },
  ]
  expect(describeProcesses(processes)[0]).toBe(
    'Subprocesses : 1 process and 1 thread counted, 1 counted in part, 1 with nothing to count, 1 still running (counted up to now), 0 lost',
  )
})

test('options of Node and programs given as text stand in the command, shortened', () => {
  const execArgv = ['--import', 'tsx', '-e', `console.log(${'1 + '.repeat(50)}1)`]
  const [, line] = describeProcesses([{ ...lost('killed'), argv: ['/usr/bin/node'], execArgv }])
  expect(line).toContain('lost: node --import tsx -e "console.log(1 + 1 + 1 + 1 + 1 + 1 + 1 +…" (pid 9,')
})

test('a program given as text is shortened in the command of a process that wrote no record, too', () => {
  const argv = ['node', '-e', `console.log(${'1 + '.repeat(50)}1)`, 'build']
  const [, line] = describeProcesses([{ ...lost('killed'), argv, execArgv: [] }])
  expect(line).toContain('lost: node -e "console.log(1 + 1 + 1 + 1 + 1 + 1 + 1 +…" build (pid 9,')
})

test('paths in options of Node are shown from the root, and leave room for the script', () => {
  const options = [
    '--require=/app/lib/wrap.js',
    '--import=file:///app/lib/hook.mjs',
    `--import=/${'long/'.repeat(20)}`,
  ]
  const shown = `node --require=lib/wrap.js --import=lib/hook.mjs --import=/${'long/'.repeat(5)}long… src/a.js (pid 9,`
  for (const [argv, execArgv] of [
    [['node', '/app/src/a.js'], options],
    [['node', ...options, '/app/src/a.js'], []],
  ] as const) {
    const [, line] = describeProcesses([{ ...lost('killed'), argv: [...argv], execArgv }], { root: '/app' })
    expect(line).toContain(`lost: ${shown}`)
  }
})

test('a command with many options of Node is shown without them', () => {
  const execArgv = Array.from({ length: 25 }, (_, index) => `--option-${index}=1`)
  const [, line] = describeProcesses([{ ...lost('killed'), argv: ['/usr/bin/node', 'a.js', '-v'], execArgv }])
  expect(line).toContain('lost: node … a.js -v (pid 9,')
})

test('a lost process may have run what no counted one did', () => {
  const processes = [ran(1, 4), { ...lost('killed'), argv: ['node', '/app/src/busy.ts'] }]
  expect(describeUnknown(processes.slice(0, 1), '/app')).toBeUndefined()
  expect(describeUnknown(processes, '/app')).toBe('unknown: 1 process was lost (node src/busy.ts)')
})

test('names, arguments and reasons can neither draw in a terminal nor command a CI service', () => {
  const evil = '\n::error::\u001b[31m##[group]x'
  const process = { ...lost(evil, evil), argv: ['node', evil] }
  for (const line of describeProcesses([process])) {
    expect(line).not.toMatch(/\p{Cc}/u)
    expect(line).not.toMatch(/^\s*::|##\[/)
  }
})

describe('colours and links', () => {
  const facts = (environment: NodeJS.ProcessEnv, change: Partial<TerminalFacts> = {}): TerminalFacts => ({
    isTTY: true,
    environment: { TERM: 'xterm-256color', ...environment },
    argv: [],
    platform: 'linux',
    ...change,
  })
  const red = '\u001b[31m1 lost\u001b[39m'

  test.each<[name: string, TerminalFacts, isColored: boolean]>([
    ['in a terminal', facts({}), true],
    ['in a file', facts({}, { isTTY: false }), false],
    ['in a dumb terminal', facts({ TERM: 'dumb' }), false],
    ['in a CI log', facts({ CI: 'true' }, { isTTY: false }), true],
    ['with NO_COLOR', facts({ NO_COLOR: '', FORCE_COLOR: '1' }), false],
    ['with FORCE_COLOR', facts({ FORCE_COLOR: '1' }, { isTTY: false }), true],
    ['with --no-color', facts({ FORCE_COLOR: '1' }, { argv: ['--no-color'] }), false],
    ['with --color', facts({}, { argv: ['--color'], isTTY: false }), true],
  ])('%s are as Vitest has them', (_, terminal, isColored) => {
    const [sum] = describeProcesses([lost('ended')], { style: chooseStyle(terminal) })
    expect(sum).toBe(`Subprocesses : 0 counted, ${isColored ? red : '1 lost'}`)
  })

  test.each<[name: string, TerminalFacts, isLink: boolean]>([
    ['a terminal that nothing is known of', facts({}), false],
    ['WezTerm', facts({ TERM_PROGRAM: 'WezTerm' }), true],
    ['VS Code', facts({ TERM_PROGRAM: 'vscode' }), true],
    ['an old iTerm', facts({ TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.0.9' }), false],
    ['iTerm', facts({ TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.5.0' }), true],
    ['the Windows Terminal', facts({ WT_SESSION: 'x' }), true],
    ['GNOME', facts({ VTE_VERSION: '6800' }), true],
    ['a pipe', facts({ TERM_PROGRAM: 'WezTerm' }, { isTTY: false }), false],
    ['a CI log', facts({ TERM_PROGRAM: 'WezTerm', CI: '1' }), false],
    ['tmux', facts({ TERM_PROGRAM: 'WezTerm', TMUX: '/tmp/tmux' }), false],
  ])('in %s: the page is a link: %s', (_, terminal, isLink) => {
    const page = {
      page: 'coverage/subprocess/index.html',
      pageFile: '/my app/coverage/subprocess/index.html',
    }
    const [sum] = describeProcesses([ran(7, 4)], { ...page, style: chooseStyle(terminal) })
    const link =
      '\u001b]8;;file:///my%20app/coverage/subprocess/index.html\u0007coverage/subprocess/index.html\u001b]8;;\u0007'
    expect(sum).toBe(`Subprocesses : 1 counted, 0 lost, see ${isLink ? link : page.page}`)
  })
})

test('an annotation names the file of the test, and nothing in it can end the command', () => {
  const record = { ...lost('a, b: c\n::error::%', 'test/report/terminal.test.ts > prints'), id: '9-0-a' }
  const report = buildReport({
    root: process.cwd(),
    processes: [
      {
        ...record,
        ppid: 1,
        execArgv: [],
        cwd: '/',
        node: 'v24',
        startTime: 1,
        coveredStatements: 0,
        context: record.context!,
      },
    ],
    redact: createRedact([]),
  })
  const [line] = writeJobSummary(report, { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: process.cwd() })
  expect(line).toMatch(
    /^::warning file=test\/report\/terminal\.test\.ts,title=Subprocess not counted::lost: .*a, b: c ::error::%25 \(lost-processes\)$/,
  )
  const [inMonorepo] = writeJobSummary(report, {
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: dirname(process.cwd()),
  })
  expect(inMonorepo).toContain(`file=${basename(process.cwd())}/test/report/terminal.test.ts,`)
})
