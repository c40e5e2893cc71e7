import type { ReportedProcess } from '../report/content/model.ts'

/** The context of the compiler that Vitest starts for `--typecheck`. */
const typecheckContext = 'typecheck'

/**
 * Gives the compilers that Vitest itself starts a context of their own. Vitest (4.1 and 5) starts them in its main process, whose
 * other processes belong to globalSetup; the file for build information is in its own folder.
 */
export function nameTypecheck(processes: readonly ReportedProcess[]): void {
  for (const process of processes)
    if (process.context === 'globalSetup' && isTypecheck(process.argv)) process.context = typecheckContext
}

function isTypecheck(argv: readonly string[]): boolean {
  const file = argv[argv.indexOf('--tsBuildInfoFile') + 1] ?? ''
  return argv.includes('--tsBuildInfoFile') && /[\\/]tsconfig\.tmp\.tsbuildinfo$/.test(file)
}
