/**
 * Returns a function that looks at one test. A test that passes with the bootstrap behaves the same. One that fails counts if it then passes
 * twice without the bootstrap, and is different if it fails twice more with it.
 */
export function createLook(run, results) {
  const { version } = run
  const passes = async (name, isCounted) => (await run.test(name, isCounted)).isPassed
  return async name => {
    const { isPassed, output } = await run.test(name, true)
    if (isPassed) {
      results.set(version, name, 'same')
      return
    }
    const isKnown = results.passesAlone(version, name)
    if (!isKnown && !((await passes(name, false)) && (await passes(name, false)))) {
      results.set(version, name, 'skipped')
      return
    }
    if ((await passes(name, true)) || (await passes(name, true))) {
      results.set(version, name, 'same')
      return
    }
    results.set(version, name, 'different')
    console.log(`\n# ${version} ${name}\n${output.split('\n').slice(0, 40).join('\n')}`)
  }
}
