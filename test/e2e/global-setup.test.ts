import { describe, expect, test } from 'vitest'
import { configWith, countsOf, createProject } from './project.ts'

const server = `import { createServer } from 'node:http'
const server = createServer((request, response) => {
  if (request.url === '/ping') response.end('pong')
  else response.writeHead(404).end()
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
`

const setup = (teardown: string) => `import { spawn } from 'node:child_process'
export default async function (project) {
  const server = spawn(process.execPath, ['src/server.js'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const port = await new Promise(resolve => server.stdout.once('data', data => resolve(String(data).trim())))
  project.provide('port', port)
  return () => { ${teardown} }
}
`

const testFile = `import { expect, inject, test } from 'vitest'
const get = path => fetch('http://127.0.0.1:' + inject('port') + path)
test('pings', async () => expect(await (await get('/ping')).text()).toBe('pong'))
test('misses', async () => expect((await get('/other')).status).toBe(404))
`

describe('a server that globalSetup starts', () => {
  test('is asked for its data before the report, though it still runs', async () => {
    const project = createProject({
      'vitest.config.ts': configWith('subprocess: true', `globalSetup: ['setup.js'],`),
      'setup.js': setup('server.kill()'),
      'src/server.js': server,
      'test/server.test.js': testFile,
    })
    const run = await project.run()
    expect(run.stderr).toBe('')
    expect(run.exitCode).toBe(0)
    expect(countsOf(project.file('src/server.js'))).toEqual({
      lines: { 2: 1, 3: 2, 4: 1, 6: 1 },
      functions: { '(anonymous_0)': 2, '(anonymous_1)': 1 },
      branches: [[1, 1]],
    })
    expect(run.stdout).toContain('Subprocesses : 0 counted, 1 still running (counted up to now), 0 lost')
  })

  test('is counted in a workspace whose projects have config files of their own', async () => {
    const project = createProject({
      'vitest.config.ts': configWith('subprocess: true', `projects: ['packages/*'],`).replace(
        "'src/**'",
        "'packages/*/src/**'",
      ),
      'packages/a/vitest.config.js': `export default { test: { name: 'a', globalSetup: ['setup.js'] } }`,
      'packages/a/setup.js': setup('server.kill()'),
      'packages/a/src/server.js': server,
      'packages/a/test/server.test.js': testFile,
    })
    project.write({
      'packages/a/setup.js': setup('server.kill()').replace('src/server.js', 'packages/a/src/server.js'),
    })
    const run = await project.run()
    expect(run.stderr).toBe('')
    expect(countsOf(project.file('packages/a/src/server.js')).lines).toEqual({ 2: 1, 3: 2, 4: 1, 6: 1 })
  })
})
