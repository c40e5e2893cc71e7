import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('usage.py', import.meta.url))
let python
let answers

/**
 * Runs a command to its end and measures it: wall and CPU time in ms, peak memory in bytes.
 * Throws when the command ends with another code than 0, or when python3 is not installed.
 */
export async function runMeasured({ argv, env, cwd }) {
  if (!python) {
    python = spawn('python3', [script], { stdio: ['pipe', 'pipe', 'inherit'] })
    python.on('error', () => {
      throw new Error('The bench needs python3: install it (it reads what a process used by wait4).')
    })
    answers = createInterface({ input: python.stdout })[Symbol.asyncIterator]()
  }
  python.stdin.write(`${JSON.stringify({ argv, env, cwd })}\n`)
  const { value } = await answers.next()
  const used = JSON.parse(value)
  if (used.code !== 0) throw new Error(`${argv.join(' ')} ended with ${used.code}:\n${used.output}`)
  return used
}

/** Ends the helper process. */
export function stopMeasuring() {
  python?.stdin.end()
}
