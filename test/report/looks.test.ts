import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { isBrowserMissing, nameBrowserTests, openSample } from './browser.ts'
import { sampleRun } from './sample.ts'

/** Screenshots go into this folder, for people to look at: `COVTREE_TEST_SCREENSHOTS=/tmp/page npx vitest run test/report/looks.test.ts`. */
const folder = process.env.COVTREE_TEST_SCREENSHOTS

const sizes: [name: string, options: BrowserContextOptions][] = [
  ['desktop', { viewport: { width: 1280, height: 900 } }],
  ['phone', { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 }],
]

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Runs axe in the page and returns its findings, as `rule: element`. */
async function findBarriers(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  return (await page.evaluate(
    `axe.run(document.querySelector('.app'), { resultTypes: ['violations'] }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ html }) => id + ': ' + html)))`,
  )) as string[]
}

describe.skipIf(isBrowserMissing)(nameBrowserTests('the page of subprocesses, looked at'), () => {
  describe.each(folder ? [5, 60, 2000] : [60])('with %i processes', count => {
    // Contrast in the dark is checked beside; axe takes seconds a view.
    describe.each(folder ? (['light', 'dark'] as const) : (['light'] as const))(
      'in %s colours',
      colorScheme => {
        test.each(sizes)('axe finds nothing on a %s', async (size, options) => {
          const sample = sampleRun(count)
          const { processes } = sample.report
          const server = encodeURIComponent('src/server.ts')
          const child = processes.find(({ ownLines }) => ownLines) ?? processes.at(-1)!
          const views: [name: string, hash: string][] = [
            ['list', '#'],
            ['process', `#process=${child.id}`],
            ['test', `#test=${encodeURIComponent(child.context)}`],
            ['files', '#files'],
            ['source', `#file=${server}&line=14`],
          ]
          sample.links = { index: '../index.html' }
          const { page, file, problems } = await openSample(sample, { ...options, colorScheme })
          for (const [view, hash] of views) {
            await page.goto(`file://${file}${hash}`)
            if (folder) {
              mkdirSync(folder, { recursive: true })
              await page.screenshot({ path: join(folder, `${count}-${colorScheme}-${size}-${view}.png`) })
            }
            expect.soft(await findBarriers(page), view).toEqual([])
          }
          // What axe must find, so that "nothing" means something.
          await page.evaluate(`document.querySelector('.app').append(document.createElement('img'))`)
          expect((await findBarriers(page)).join()).toContain('image-alt')
          expect(problems).toEqual([])
        })
      },
    )
  })
})
