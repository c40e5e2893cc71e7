// Makes docs/page.png, the README's picture of the page of processes: runs the demo and photographs its page in a browser.
// Needs Debian's chromium, or the browser that COVTREE_TEST_BROWSER names.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'

const root = new URL('..', import.meta.url).pathname
const picture = join(root, 'docs/page.png')
/** A larger file would make README slow to load, in bytes. */
const mostBytes = 200_000

const folder = mkdtempSync(join(tmpdir(), 'covtree-picture-'))
try {
  execFileSync(
    process.execPath,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--testTimeout=60000',
      '--coverage',
      '--coverage.reporter=html',
      `--coverage.reportsDirectory=${folder}`,
      '--coverage.subprocess=true',
    ],
    { cwd: join(root, 'fixtures/projects/demo'), stdio: ['ignore', 'ignore', 'inherit'] },
  )
  const browser = await chromium.launch({
    executablePath: process.env.COVTREE_TEST_BROWSER || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  })
  const page = await browser.newPage({ viewport: { width: 1200, height: 700 }, colorScheme: 'light' })
  await page.goto(pathToFileURL(join(folder, 'subprocess/index.html')).href)
  await page.screenshot({ path: picture })
  await browser.close()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
const { size } = statSync(picture)
if (size > mostBytes) throw new Error(`docs/page.png has ${size} bytes: make it smaller than ${mostBytes}.`)
console.log(`docs/page.png: ${Math.round(size / 1000)} kB`)
