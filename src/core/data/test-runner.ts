// `node --test` starts a process for each test file and has no inspector itself (Node 20 to 26, `kNoCreateInspector`): neither we nor
// NODE_V8_COVERAGE can count in it. Files named by `--import` and `--require` run in the test files' processes, too, and count there.

/** Options whose module runs only in the process of the test runner. */
const ownModules = ['--test-reporter', '--test-global-setup']

/** Whether a process with these options is Node's test runner. */
export function isTestRunner(execArgv: readonly string[]): boolean {
  return execArgv.includes('--test')
}

/** The module of a project that Node's test runner ran in its own process; undefined if there was none. */
export function findRunnerModule(execArgv: readonly string[]): string | undefined {
  for (const [index, argument] of execArgv.entries()) {
    const [option, value = execArgv[index + 1]] = splitOption(argument)
    if (ownModules.includes(option) && value !== undefined && isFile(value)) return value
  }
  return undefined
}

function splitOption(argument: string): [option: string, value?: string] {
  const end = argument.indexOf('=')
  return end < 0 ? [argument] : [argument.slice(0, end), argument.slice(end + 1)]
}

/** Whether a specifier is that of a file: others are Node's own (`spec`, `tap`) or a package. */
function isFile(specifier: string): boolean {
  return /^(?:\.{0,2}\/|file:|[A-Za-z]:[\\/])/.test(specifier)
}
