import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  type Browser,
  type BrowserContextOptions,
  type CDPSession,
  chromium,
  type Page,
} from 'playwright-core'
import { afterAll, onTestFinished } from 'vitest'
import { printPage } from '../../src/report/output/html.ts'
import type { Sample } from './sample.ts'

/** `.ci/run` names the browser in `COVTREE_TEST_BROWSER`: then its absence is a failure, not a reason to skip. */
const wanted = process.env.COVTREE_TEST_BROWSER
const browserPath =
  wanted || ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)

export const isBrowserMissing = browserPath === undefined

/** The name of a group of browser tests, with the reason where they are skipped. */
export function nameBrowserTests(name: string): string {
  return isBrowserMissing ? `${name} (skipped: no chromium here; set COVTREE_TEST_BROWSER to its path)` : name
}

/** A page in a real browser, opened from disk. */
export interface OpenPage {
  page: Page
  /** All that the console said, exceptions, and requests for anything but the page itself. */
  problems: string[]
  file: string
  /** CPU time that the page's main thread has used, in ms: does not grow when other programs load the machine. */
  cpuTime(): Promise<number>
}

let browser: Promise<Browser> | undefined
afterAll(async () => {
  await (await browser)?.close()
  browser = undefined
})

/** Writes the page of a sample to disk and opens it there. */
export async function openSample(sample: Sample, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const folder = mkdtempSync(join(tmpdir(), 'covtree-page-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'index.html')
  writeFileSync(file, printPage(sample.report, sample.sources, sample.links))
  return openFile(file, options)
}

/** Opens a page that lies on disk. */
export async function openFile(file: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
  // Debian's sandbox needs rights that containers do not have; /dev/shm is small there.
  browser ??= chromium.launch({
    executablePath: browserPath!,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  })
  const context = await (await browser).newContext({ viewport: { width: 1280, height: 800 }, ...options })
  onTestFinished(() => context.close())
  const page = await context.newPage()
  const problems: string[] = []
  const address = pathToFileURL(file).href
  page.on('console', message => problems.push(`console ${message.type()}: ${message.text()}`))
  page.on('pageerror', error => problems.push(`exception: ${error}`))
  page.on('request', request => {
    if (request.url().split('#')[0] !== address) problems.push(`request: ${request.url()}`)
  })
  const session = await context.newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  await page.goto(address)
  return { page, problems, file, cpuTime: () => readCpuTime(session) }
}

async function readCpuTime(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics')
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000
}
