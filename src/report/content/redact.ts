/** The text that replaces a secret. */
export const redacted = '***'

/** Longer arguments are cut: a program given to `node -e` may have any length. */
const longestArgument = 1000

/** How many results are remembered. */
const mostKnown = 1000

/** The end of a name whose value is secret: `--npm-token=…`, `DB_PASSWORD=…`, `apiKey: …`. */
const secretName =
  /(?:^|[-_.])(?:token|secret|password|passwd|pwd|passphrase|pass|credentials?|auth|authorization|cookie|(?:api|access|secret|private|signing|encryption)[-_.]?key)$/

/** Values that are secret whatever their name: tokens of well-known forms. */
const secretValues: readonly RegExp[] = [
  /\b(?:gh[pousr]|github_pat|npm|glpat|xox[abeoprs]|sk|pk|rk)[-_][A-Za-z0-9_-]{16,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]+/g,
  /(?<=\b(?:Bearer|Basic) )[\w.~+/-]{8,}=*/gi,
]

/** Credentials of a URL: all between `//` and the `@` of the same authority. */
const urlCredentials = /(?<=\b[a-z][a-z\d+.-]{0,30}:\/\/)[^\s/?#@]*@/gi

/** A name (its last 64 characters), a separator and a value, which may be quoted. */
const namedValue = /([\w.-]{1,64})(=|:\s?)("[^"]*"|'[^']*'|[^\s&;,"']+)/g

/** Returns a command line without secrets. */
export type Redact = (argv: readonly string[]) => string[]

/**
 * Makes a function that removes secrets from command lines: values named like a secret, credentials in URLs, tokens of well-known
 * forms, and text that matches the given patterns.
 * @param patterns extra patterns; text is taken literally. `false`: nothing is removed
 */
export function createRedact(patterns: readonly (string | RegExp)[] | false): Redact {
  if (patterns === false) return argv => argv.map(cutArgument)
  const own = patterns.filter(pattern => pattern !== '').map(toGlobal)
  const known = new Map<string, string>()
  /** Thousands of processes have few different arguments, so results are remembered. */
  const redactText = (text: string): string => {
    let result = known.get(text)
    if (result === undefined) {
      result = redactNew(text)
      if (known.size >= mostKnown) known.clear()
      known.set(text, result)
    }
    return result
  }
  const redactNew = (text: string): string => {
    let result = text
    for (const pattern of own) result = result.replace(pattern, redacted)
    result = result.replace(urlCredentials, `${redacted}@`)
    for (const pattern of secretValues) result = result.replace(pattern, redacted)
    return result.replace(namedValue, (all, name: string, separator: string) =>
      isSecretName(name) ? `${name}${separator}${redacted}` : all,
    )
  }
  return argv =>
    argv.map((argument, index) => {
      const before = argv[index - 1]
      if (before !== undefined && isSecretFlag(before) && !argument.startsWith('-')) return redacted
      return cutArgument(redactText(argument))
    })
}

/** Whether an argument is an option such as `--token`, whose value is the next argument. */
function isSecretFlag(argument: string): boolean {
  return /^--?[\w.-]+$/.test(argument) && isSecretName(argument)
}

function isSecretName(name: string): boolean {
  return secretName.test(name.replace(/([a-z\d])([A-Z])/g, '$1-$2').toLowerCase())
}

function toGlobal(pattern: string | RegExp): RegExp {
  if (typeof pattern === 'string') return new RegExp(pattern.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'g')
  return new RegExp(pattern.source, pattern.flags.includes('g') ? pattern.flags : `${pattern.flags}g`)
}

function cutArgument(argument: string): string {
  return argument.length > longestArgument ? `${argument.slice(0, longestArgument - 1)}…` : argument
}
