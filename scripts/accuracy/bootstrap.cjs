// A bare stand-in for covtree's bootstrap: one data file at exit, with the text of every script under COVTREE_SOURCE.
const { Session } = require('node:inspector')
const { createHash } = require('node:crypto')
const { mkdirSync, writeFileSync } = require('node:fs')
const { dirname, join } = require('node:path')

const { COVTREE_DATAFILE: dataFile, COVTREE_SOURCE: source } = process.env
const startTime = Date.now()
const session = new Session()
session.connect()
session.post('Profiler.enable')
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })

function call(method, params) {
  let answer
  session.post(method, params, (error, result) => {
    if (error) throw new Error(`${method}: ${error.message}`)
    answer = result
  })
  return answer
}

process.on('exit', code => {
  const result = call('Profiler.takePreciseCoverage').result.filter(
    script => script.url.includes(source) && !script.url.includes('/node_modules/'),
  )
  call('Debugger.enable')
  const texts = join(dirname(dataFile), 'texts')
  mkdirSync(texts, { recursive: true })
  const scripts = result.map(({ scriptId }) => {
    const { scriptSource } = call('Debugger.getScriptSource', { scriptId })
    const text = createHash('sha1').update(scriptSource).digest('hex')
    writeFileSync(join(texts, text), scriptSource)
    return { length: scriptSource.length, text }
  })
  const id = `${process.pid}-0-abc`
  const info = {
    id,
    pid: process.pid,
    ppid: process.ppid,
    threadId: 0,
    argv: process.argv,
    execArgv: process.execArgv,
    cwd: process.cwd(),
    context: '',
    node: process.version,
    startTime,
  }
  const covtree = {
    version: 1,
    process: info,
    reason: 'exit',
    sequence: 0,
    end: { time: Date.now(), code },
    scripts,
  }
  writeFileSync(`${dataFile}-${id}-0.json`, JSON.stringify({ result, covtree }))
})
