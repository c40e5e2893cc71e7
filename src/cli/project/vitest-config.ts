import { spawnSync } from 'node:child_process'

/** The part of Vitest's resolved config that matters to covtree. */
export interface VitestConfig {
  /** Names of Vite's plugins. */
  plugins: string[]
  coverage: { provider?: string; subprocess?: unknown }
  pool?: string
  browser?: boolean
  /** `test.env`. */
  env?: Record<string, string>
}

/** Time limit in ms: a config may start servers. */
const limit = 60_000

/** Behind this mark is the answer: the config itself may print. */
const mark = 'covtree doctor: '

const program = `import { resolveConfig } from 'vitest/node'
const { vitestConfig, viteConfig } = await resolveConfig({ root: process.cwd() })
const { coverage, pool, browser, env } = vitestConfig
console.log(${JSON.stringify(mark)} + JSON.stringify({
  plugins: viteConfig.plugins.map(plugin => plugin.name), coverage, pool, browser: browser?.enabled, env,
}))
process.exit()`

/** Lets Vitest resolve the config of a project, in a process of its own. Throws Vitest's own words where it cannot. */
export function resolveVitestConfig(root: string): VitestConfig {
  const { stdout, stderr, error } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: root,
    encoding: 'utf8',
    timeout: limit,
  })
  const answer = stdout?.split('\n').find(line => line.startsWith(mark))
  if (answer) return JSON.parse(answer.slice(mark.length)) as VitestConfig
  throw new Error(error?.message ?? findMessage(stderr))
}

/** The line of a stack trace that says what is wrong. */
function findMessage(text: string): string {
  const lines = text.split('\n').map(line => line.trim())
  return lines.find(line => /^\w*Error\b/.test(line)) ?? lines.find(line => line !== '') ?? 'no output'
}
