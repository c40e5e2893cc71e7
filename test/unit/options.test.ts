import { describe, expect, test } from 'vitest'
import { OptionError } from '../../src/run/option.ts'
import { resolveOptions } from '../../src/run/options.ts'

const defaults = {
  checkpoint: undefined,
  commands: undefined,
  saveSignal: undefined,
  failOnLost: false,
  askTimeout: 100,
  keepData: false,
  tree: false,
  contexts: false,
  html: undefined,
  redact: [],
  jobSummary: true,
}

describe('resolveOptions', () => {
  test.each([
    [undefined],
    [null],
    [false],
    ['false'],
    [{ enabled: false }],
    [{ enabled: 'false', checkpoint: 5 }],
    [[true, false]],
  ])('%j switches off', value => expect(resolveOptions(value)).toBeUndefined())

  test.each([[true], ['true'], [''], [{}], [[false, true]]])('%j switches on with the defaults', value =>
    expect(resolveOptions(value)).toEqual(defaults),
  )

  test('takes flags in the form that Vitest gives them', () => {
    expect(resolveOptions({ checkpoint: '500', failOnLost: 'true', askTimeout: 0 })).toEqual({
      ...defaults,
      checkpoint: 500,
      failOnLost: true,
      askTimeout: 0,
    })
  })

  test('takes patterns of commands, and options that are resolved already', () => {
    const commands = { exclude: ['next build', /webpack/], include: 'cli' }
    const resolved = resolveOptions({ commands })!
    expect(resolved.commands).toEqual({ exclude: ['next build', /webpack/], include: ['cli'] })
    expect(resolveOptions(resolved)).toEqual(resolved)
  })

  test.each([
    ['ACME-\\d+', ['ACME-\\d+']],
    [
      [/ACME/, 'x'],
      [/ACME/, 'x'],
    ],
    [false, false],
    ['false', false],
  ])('takes %j to redact', (redact, expected) =>
    expect(resolveOptions({ redact })).toEqual({ ...defaults, redact: expected }),
  )

  test.each([
    [
      { redact: [5] },
      'Invalid `coverage.subprocess.redact` value [5]: use texts or regular expressions, or false.',
    ],
    [
      { checkpoint: 2 ** 31 },
      'Invalid `coverage.subprocess.checkpoint` value 2147483648: use at most 2147483647 milliseconds.',
    ],
    [5, 'Invalid `coverage.subprocess` value 5: use true, false or an object of settings.'],
    [
      // vitest run --coverage.subprocess test/a.test.ts
      'test/a.test.ts',
      "Invalid `coverage.subprocess` value 'test/a.test.ts': use true, false or an object of settings; " +
        'before the name of a test file write `--coverage.subprocess=true`.',
    ],
    [
      { checkpoint: -1 },
      'Invalid `coverage.subprocess.checkpoint` value -1: use a number of milliseconds, 0 or more.',
    ],
    [
      { checkpoint: '1s' },
      "Invalid `coverage.subprocess.checkpoint` value '1s': use a number of milliseconds, 0 or more.",
    ],
    [{ saveSignal: 'break' }, "Invalid `coverage.subprocess.saveSignal` value 'break': use 'SIGBREAK'."],
    [{ saveSignal: 'sigusr2' }, "Invalid `coverage.subprocess.saveSignal` value 'sigusr2': use 'SIGUSR2'."],
    [
      { saveSignal: 'SIGKILL' },
      "Invalid `coverage.subprocess.saveSignal` value 'SIGKILL': no process can catch it, use 'SIGUSR2'.",
    ],
    [{ failOnLost: 'maybe' }, "Invalid `coverage.subprocess.failOnLost` value 'maybe': use true or false."],
    [
      { tree: 'test/a.test.ts' },
      "Invalid `coverage.subprocess.tree` value 'test/a.test.ts': use true or false; before the name of a test file write `--coverage.subprocess.tree=true`.",
    ],
    [{ commands: ['next'] }, 'use { exclude: [...] }, or include.'],
    [
      { commands: { only: 'a' } },
      'Unknown option `coverage.subprocess.commands.only`: use include or exclude.',
    ],
    [{ tre: true }, 'keepData. Did you mean `tree`?'],
    [{ failOnlost: true }, 'Unknown option `coverage.subprocess.failOnlost`: use one of enabled, tree,'],
  ])('%j is refused with the option, the value and the fix', (value, message) => {
    expect(() => resolveOptions(value)).toThrow(OptionError)
    expect(() => resolveOptions(value)).toThrow(message)
  })
})
