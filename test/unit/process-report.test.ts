import { expect, test } from 'vitest'
import { resolveOptions } from '../../src/run/options.ts'
import { ProcessReporter, type ReporterName } from '../../src/run/reports/process-report.ts'

test.each<[reporters: ReporterName[], settings: object, isWanted: boolean]>([
  [['text', 'json'], {}, false],
  [['html'], {}, true],
  [['clover', 'json', 'lcov', 'text'], {}, true],
  [['lcovonly'], {}, false],
  [['text', ['html-spa', { skipEmpty: true }]], {}, true],
  [['html'], { html: false }, false],
  [['html'], { html: false, tree: true }, true],
  [['text'], { html: true }, true],
  [['text'], { contexts: true }, true],
])('with reporters %j and settings %j, lines by process are wanted: %j', (reporters, settings, isWanted) => {
  const options = { root: '/p', settings: resolveOptions(settings)!, folder: '/p/coverage', reporters }
  expect(new ProcessReporter(options, {}).onProcessLines !== undefined).toBe(isWanted)
})
