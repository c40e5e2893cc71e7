import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/** What is known of each test of each version: `skipped` (it passes neither way), `same` or `different`. */
export class Results {
  #path
  #known

  /** @param path a JSON file that keeps them; undefined for none */
  constructor(path) {
    this.#path = path
    this.#known = path && existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
  }

  /** Whether there is nothing to look at: a test that differed is looked at again. */
  isKnown(version, name) {
    return ['skipped', 'same'].includes(this.#known[version]?.[name])
  }

  /** Whether the test is known to pass without the bootstrap. */
  passesAlone(version, name) {
    return this.#known[version]?.[name] === 'different'
  }

  set(version, name, result) {
    this.#known[version] ??= {}
    this.#known[version][name] = result
    if (this.#path) writeFileSync(this.#path, JSON.stringify(this.#known, undefined, 1))
  }

  sumUp(version, tests) {
    const list = result => tests.filter(name => this.#known[version]?.[name] === result)
    const same = list('same')
    const different = list('different')
    const looked = same.length + different.length
    return [
      `${looked} tests pass without covtree, ${same.length} of them with it`,
      ` (${list('skipped').length} not looked at, ${tests.filter(name => !this.#known[version]?.[name]).length} left)`,
      ...different.map(name => `\ndifferent: ${name}`),
    ].join('')
  }
}
