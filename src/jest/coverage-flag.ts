const flag = /^--(no-)?(?:coverage|collectCoverage|collect-coverage)(?:=(.*))?$/

/**
 * Whether Jest will collect coverage, as far as its command line and the config tell before Jest itself has read them.
 * @param configured `collectCoverage` of the config
 */
export function isCoverageAsked(args: readonly string[], configured = false): boolean {
  let isAsked = configured
  for (const [i, arg] of args.entries()) {
    const match = flag.exec(arg)
    if (!match) continue
    const value = match[2] ?? (/^(?:true|false)$/.test(args[i + 1] ?? '') ? args[i + 1] : 'true')
    isAsked = (value !== 'false') !== (match[1] !== undefined)
  }
  return isAsked
}
