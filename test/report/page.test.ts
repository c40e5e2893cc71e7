import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { printPercent } from '../../src/report/content/totals.ts'
import { isBrowserMissing, nameBrowserTests, openFile, openSample } from './browser.ts'
import { sampleRun } from './sample.ts'

const rowTexts = (page: Page) => page.locator('.row').allInnerTexts()
const activeRow = (page: Page) => page.locator('.row-active')

describe.skipIf(isBrowserMissing)(nameBrowserTests('the page of subprocesses'), () => {
  test('opens from disk, loads nothing else and prints no error', async () => {
    const { report, sources } = sampleRun(60)
    const { page, problems } = await openSample({ report, sources })
    expect(await page.title()).toBe('Subprocesses of shop')
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Subprocesses')
    const counts = await page.locator('.state').allInnerTexts()
    expect(counts.map(text => Number.parseInt(text, 10)).reduce((a, b) => a + b)).toBe(60)
    expect(await page.getByRole('treegrid').getAttribute('aria-rowcount')).toMatch(/^\d+$/)
    expect(problems).toEqual([])
  })

  test('filters by test, command, file and state, and says how many are left', async () => {
    const sample = sampleRun(60)
    const { page, problems } = await openSample(sample)
    const { processes, files, coverages } = sample.report
    const found = page.locator('.found')

    await page.getByLabel('Filter by test, command or pid').fill('test/cli.test.ts builds')
    const ofTest = processes.filter(({ context }) => context === 'test/cli.test.ts > cli > builds')
    expect(ofTest.length).toBeGreaterThan(0)
    await expect.poll(() => found.innerText()).toBe(`${ofTest.length} of 60 processes`)

    await page.getByLabel('Filter by test, command or pid').fill('scripts/migrate.js')
    const migrations = processes.filter(({ argv }) => argv.join(' ').includes('scripts/migrate.js'))
    await expect.poll(() => found.innerText()).toBe(`${migrations.length} of 60 processes`)

    await page.getByLabel('Filter by test, command or pid').fill('')
    await page.getByLabel('Filter by file that was run').fill('src/server.ts')
    const server = files!.findIndex(file => file.path === 'src/server.ts')
    const ran = processes.filter(
      ({ coverage }) => coverage !== undefined && coverages![coverage]!.some(([file]) => file === server),
    )
    await expect.poll(() => found.innerText()).toBe(`${ran.length} of 60 processes`)

    await page.getByLabel('Filter by file that was run').fill('')
    await page.getByRole('group', { name: 'Show only' }).getByRole('button', { name: 'lost' }).click()
    const lost = processes.filter(({ state }) => state === 'lost')
    expect(lost.length).toBeGreaterThan(0)
    await expect
      .poll(() => found.innerText())
      .toBe(`${lost.length} of 60 process${lost.length === 60 ? '' : 'es'}`)
    expect(await page.locator('.row[data-state=lost]').count()).toBe(lost.length)
    expect(problems).toEqual([])
  })

  test('opens and closes test files, tests and processes', async () => {
    const { page, problems } = await openSample(sampleRun(60))
    const all = Number(await page.getByRole('treegrid').getAttribute('aria-rowcount'))
    await page.getByRole('button', { name: 'Close all' }).click()
    const closed = Number(await page.getByRole('treegrid').getAttribute('aria-rowcount'))
    expect(closed).toBeLessThan(12)
    const first = page.locator('.row').first()
    expect(await first.getAttribute('aria-expanded')).toBe('false')
    await first.click()
    expect(await page.locator('.row').first().getAttribute('aria-expanded')).toBe('true')
    expect(Number(await page.getByRole('treegrid').getAttribute('aria-rowcount'))).toBeGreaterThan(closed)
    await page.getByRole('button', { name: 'Open all' }).click()
    expect(Number(await page.getByRole('treegrid').getAttribute('aria-rowcount'))).toBe(all)
    expect(problems).toEqual([])
  })

  test('tells of a process, its parent and the lines it ran, and from there who else ran them', async () => {
    const sample = sampleRun(60)
    const { processes } = sample.report
    const child = processes.find(({ parent, ownLines }) => parent !== undefined && ownLines !== undefined)!
    const { page, problems, file } = await openSample(sample)
    await page.goto(`file://${file}#process=${child.id}`)
    const panel = page.getByRole('complementary', { name: 'Details' })
    await expect.poll(() => panel.innerText()).toContain(child.context)
    expect(await panel.innerText()).toContain(`${child.coveredLines} line`)
    expect(await panel.innerText()).toContain('Parent')
    expect(await activeRow(page).count()).toBe(1)

    await panel.locator('.covered a').first().click()
    await expect.poll(() => page.getByRole('listbox').count()).toBe(1)
    await expect.poll(() => panel.innerText()).toMatch(/\d+ tests? ran this line through a process/)
    expect(await panel.innerText()).toContain(child.context.split(' > ')[0])
    await page.goBack()
    await expect.poll(() => panel.innerText()).toContain(child.context)
    expect(problems).toEqual([])
  })

  test('begins with what processes did for the numbers, and what was lost and what to do about it', async () => {
    const sample = sampleRun(60)
    const { totals, processes } = sample.report
    const { page, problems } = await openSample(sample)
    const { testWorkers, covered, total } = totals!.statements
    const shown = (await page.locator('.totals').innerText()).replace(/\s+/g, ' ')
    expect(shown).toContain(printPercent(testWorkers!, total))
    expect(shown).toContain(printPercent(covered, total))

    const section = page.getByRole('region', { name: /not, or not wholly, counted/ })
    const lost = processes.filter(({ state }) => state === 'lost')
    const text = await section.innerText()
    expect(text).toContain(`${lost.length} lost`)
    expect(text).toContain(lost[0]!.context)
    expect(await section.locator('.setting').first().innerText()).toBe('askTimeout: 500')
    await section.locator('td a').first().click()
    await expect.poll(() => page.locator('.panel').innerText()).toContain('askTimeout: 500')
    expect(problems).toEqual([])
  })

  test('groups what was lost by reason and shows some of each', async () => {
    const { page } = await openSample(sampleRun(2000))
    const groups = page.locator('.lost-group[data-state=lost]')
    expect(await groups.count()).toBe(2)
    expect(await groups.first().locator('tbody tr').count()).toBe(5)
    await groups
      .first()
      .getByText(/^and \d+ more$/)
      .click()
    await expect.poll(() => page.locator('.found').innerText()).toBe('38 of 2,000 processes')
  })

  test('tells of a test: its processes, their lines, and those that no other test ran', async () => {
    const sample = sampleRun(60)
    const { report } = sample
    const context = 'test/alone.test.ts > runs line 14 alone'
    const alone = report.processes.findIndex(({ coverage }) => coverage !== undefined)
    const server = report.files!.findIndex(({ path }) => path === 'src/server.ts')
    for (const { sets } of report.files!)
      for (const set of sets!) if (set.lines.includes('14')) set.contexts = []
    report.contexts!.push(context)
    const set =
      report.files![server]!.sets!.push({ lines: '14,16', contexts: [report.contexts!.length - 1] }) - 1
    report.files![server]!.sets![0]!.contexts = [0]
    report.files![server]!.sets![0]!.lines = '16'
    report.coverages!.push([[server, set]])
    Object.assign(report.processes[alone]!, { context, coverage: report.coverages!.length - 1 })
    const { page, problems, file } = await openSample(sample)
    await page.goto(`file://${file}#test=${encodeURIComponent(context)}`)
    const panel = page.getByRole('complementary', { name: 'Details' })
    await expect.poll(() => panel.innerText()).toContain('runs line 14 alone')
    const text = await panel.innerText()
    expect(text).toContain(
      'Its processes ran 2 lines in 1 file; 1 of them no other test and no test worker ran.',
    )
    expect(text).toContain('1 only here: 14')
    // The way back: from the line to the test.
    await panel.locator('.covered a').click()
    await expect.poll(() => panel.innerText()).toContain('1 test ran this line through a process')
    await panel.getByText('runs line 14 alone').click()
    await expect.poll(() => panel.innerText()).toContain('Its processes ran 2 lines')
    expect(problems).toEqual([])
  })

  test('keeps filter, order, choice and line in the address', async () => {
    const sample = sampleRun(60)
    const { page, problems, file } = await openSample(sample)
    await page.getByLabel('Filter by test, command or pid').fill('cli.test.ts')
    await page.getByRole('button', { name: 'Lines', exact: true }).click()
    await page.locator('.row[data-state]').first().click()
    await expect.poll(() => page.url()).toMatch(/#process=[^&]+&find=cli\.test\.ts&sort=lines$/)
    const rows = await rowTexts(page)
    const found = await page.locator('.found').innerText()
    const { page: other } = await openFile(file)
    await other.goto(page.url())
    expect(await rowTexts(other)).toEqual(rows)
    expect(await other.locator('.found').innerText()).toBe(found)
    expect(await activeRow(other).count()).toBe(1)
    await page.goto(`file://${file}#file=src%2Fserver.ts`)
    await page.locator('.line').nth(15).click()
    await expect.poll(() => page.url()).toMatch(/#file=src%2Fserver\.ts&line=16$/)
    expect(problems).toEqual([])
  })

  test('sorts by time, lines and lines that nothing else ran', async () => {
    const sample = sampleRun(60)
    const { page, problems } = await openSample(sample)
    await page.getByText('By parent').click()
    await page.getByRole('checkbox').check()
    const first = async () => (await page.locator('.row[aria-level="1"]').first().innerText()).split('\n')[0]!
    const roots = sample.report.processes.filter(({ parent }) => parent === undefined)
    const by = (value: (process: (typeof roots)[number]) => number) =>
      roots.reduce((most, process) => (value(process) > value(most) ? process : most))
    await page.getByRole('button', { name: 'Time' }).click()
    expect(await first()).toContain(by(({ duration = 0 }) => duration).argv.at(-1))
    await page.getByRole('button', { name: 'Lines', exact: true }).click()
    expect(await first()).toContain(by(({ coveredLines = 0 }) => coveredLines).argv.at(-1))
    expect(problems).toEqual([])
  })

  test('shows a wrapper beside the process that it started', async () => {
    const sample = sampleRun(60)
    const { page, file } = await openSample(sample)
    const wrapper = sample.report.processes.find(({ id }) => id.startsWith('w'))!
    const all = page.getByRole('treegrid')
    const folded = Number(await all.getAttribute('aria-rowcount'))
    expect(await page.locator('.wrapper').first().innerText()).toBe('npx ›')
    await page.getByRole('checkbox').check()
    expect(Number(await all.getAttribute('aria-rowcount'))).toBeGreaterThan(folded)
    // A link to a wrapper leads to the row that it stands in.
    await page.goto(`file://${file}#process=${wrapper.id}`)
    await expect.poll(() => activeRow(page).innerText()).toContain('npx ›')
  })

  test('leads to the pages of the coverage report, and names files that nothing ran', async () => {
    const sample = sampleRun(20)
    const page1 = '../server.ts.html'
    sample.links = {
      index: '../index.html',
      pages: { 'src/server.ts': page1, 'src/legacy/ftp.ts': '../ftp.html' },
    }
    const { page, problems, file } = await openSample(sample)
    const href = (name: string) => page.getByRole('link', { name }).getAttribute('href')
    expect(await href('Coverage report')).toBe('../index.html')
    await page.goto(`file://${file}#files`)
    expect(await page.locator('.not-run').innerText()).toContain('src/legacy/soap.ts 16 statements')
    expect(await href('src/legacy/ftp.ts')).toBe('../ftp.html')
    await page.goto(`file://${file}#file=src%2Fserver.ts`)
    expect(await href('in the coverage report')).toBe(page1)
    // Line 22 ran, but not with all arms of its branch.
    expect(await page.locator('#line-22 .line-branch').getAttribute('title')).toBe(
      'a branch ran with 1 of 2 arms',
    )
    expect(problems).toEqual([])
  })

  test('scrolls long lines, beside a gutter that stays', async () => {
    const sample = sampleRun(20)
    sample.sources[0] = `const long = '${'x'.repeat(3000)} end'\n${sample.sources[0]}`
    const { page, file } = await openSample(sample)
    await page.goto(`file://${file}#file=${encodeURIComponent(sample.report.files![0]!.path)}`)
    const gutter = async () => (await page.locator('#line-1 .line-gutter').boundingBox())!.x
    const before = await gutter()
    await page.evaluate('document.querySelector(".source").scrollLeft = 1e6')
    expect(await page.evaluate('document.querySelector(".source").scrollLeft')).toBeGreaterThan(10_000)
    expect(await gutter()).toBeCloseTo(before, 0)
  })

  test('reads each fact of a row aloud once', async () => {
    const sample = sampleRun(60)
    const { page, file } = await openSample(sample)
    const running = sample.report.processes.find(({ state }) => state === 'still-running')!
    await page.goto(`file://${file}#process=${running.id}`)
    expect(await activeRow(page).locator('.visually-hidden').innerText()).toBe(', still running')
  })

  test('works by keyboard alone', async () => {
    const { page, problems } = await openSample(sampleRun(60))
    await page.keyboard.press('/')
    await page.keyboard.type('migrate')
    await expect.poll(() => page.locator('.found').innerText()).toMatch(/^\d+ of 60/)
    for (let tries = 0; tries < 20; tries++) {
      await page.keyboard.press('Tab')
      if (await page.evaluate('document.activeElement.getAttribute("role") === "treegrid"')) break
    }
    await page.keyboard.press('Home')
    expect(await activeRow(page).getAttribute('aria-level')).toBe('1')
    const before = await rowTexts(page)
    await page.keyboard.press('ArrowLeft')
    expect((await rowTexts(page)).length).toBeLessThan(before.length)
    await page.keyboard.press('ArrowRight')
    expect(await rowTexts(page)).toEqual(before)
    // The first process below the first test file.
    for (let tries = 0; tries < 5; tries++) {
      await page.keyboard.press('ArrowDown')
      if (await activeRow(page).getAttribute('data-state')) break
    }
    await page.keyboard.press('Enter')
    const panel = page.getByRole('complementary', { name: 'Details' })
    await expect.poll(() => panel.isVisible()).toBe(true)
    expect(await panel.innerText()).toContain('migrate')
    await page.keyboard.press('Escape')
    await expect.poll(() => panel.isVisible()).toBe(false)
    await page.keyboard.press('End')
    expect(Number(await activeRow(page).getAttribute('aria-rowindex'))).toBe((await rowTexts(page)).length)
    expect(problems).toEqual([])
  })

  test('fits a phone, with nothing beside the screen', async () => {
    const sample = sampleRun(60)
    const { page, problems, file } = await openSample(sample, {
      viewport: { width: 360, height: 740 },
      hasTouch: true,
      isMobile: true,
    })
    const overhang = () => page.evaluate('document.documentElement.scrollWidth - innerWidth')
    expect(await overhang()).toBe(0)
    await page.locator('.row[data-state]').first().tap()
    const panel = page.getByRole('complementary', { name: 'Details' })
    await expect.poll(() => panel.isVisible()).toBe(true)
    expect(await overhang()).toBe(0)
    // The panel lies over the list, but not over what it tells about.
    const bottomOf = async (selector: string) => {
      const box = (await page.locator(selector).boundingBox())!
      return box.y + box.height
    }
    const child = sample.report.processes.at(-1)!
    await page.goto(`file://${file}#process=${child.id}`)
    await expect.poll(() => bottomOf('.row-active')).toBeLessThan((await panel.boundingBox())!.y)
    await page.getByRole('button', { name: 'Close' }).last().tap()
    await expect.poll(() => panel.isVisible()).toBe(false)
    for (const hash of ['#files', '#file=src%2Fserver.ts&line=12']) {
      await page.goto(`file://${file}${hash}`)
      expect(await overhang()).toBe(0)
    }
    expect(await bottomOf('.line-active')).toBeLessThan((await panel.boundingBox())!.y)
    expect(problems).toEqual([])
  })

  test.each(['light', 'dark'] as const)('has %s colours that can be read', async colorScheme => {
    const sample = sampleRun(60)
    const lost = sample.report.processes.find(({ state }) => state === 'lost')!
    // Its number of lines that nothing else ran is green, on the colour of the chosen row.
    const own = sample.report.processes.find(({ coverage }) => coverage !== undefined)!
    own.ownLines = 3
    const { page, file } = await openSample(sample, { colorScheme })
    const luminance = (await page.evaluate(`(${measureContrast})().background`)) as number
    if (colorScheme === 'light') expect(luminance).toBeGreaterThan(0.8)
    else expect(luminance).toBeLessThan(0.1)
    const test = `#test=${encodeURIComponent(own.context)}`
    for (const hash of [
      '#',
      `#process=${lost.id}`,
      `#process=${own.id}`,
      test,
      '#files',
      '#file=src%2Fserver.ts&line=12',
    ]) {
      await page.goto(`file://${file}${hash}`)
      // 4.5: WCAG 2.2, success criterion 1.4.3.
      expect(await page.evaluate(`(${measureContrast})().tooFaint`), hash).toEqual([])
    }
  })

  test('keeps hostile names, arguments and contexts text', async () => {
    const evil = '</script><script>window.isHacked=1</script><img src=x onerror="window.isHacked=1">'
    const sample = sampleRun(10)
    const { report } = sample
    for (const process of report.processes) {
      process.argv[1] = `/home/dev/shop/${evil}`
      process.context = `test/${evil}.test.ts > ${evil}`
      process.cwd = evil
      process.reason = evil
      process.execArgv = [evil]
    }
    report.contexts = report.contexts!.map(() => `test/${evil}.test.ts > ${evil}`)
    report.files![0]!.path = `src/${evil}`
    sample.sources[0] = `// ${evil}\n`.repeat(40)
    report.root = `/home/${evil}`
    const { page, problems, file } = await openSample(sample)
    const show = async (hash: string) => {
      await page.goto(`file://${file}${hash}`)
      return page.locator('body').innerText()
    }
    expect(await show('#')).toContain(evil)
    expect(await show(`#process=${report.processes[0]!.id}`)).toContain(evil)
    expect(await show('#files')).toContain(evil)
    expect(await show(`#file=${encodeURIComponent(`src/${evil}`)}&line=12`)).toContain(evil)
    expect(await show(`#file=${encodeURIComponent(evil)}`)).toContain('is not among the files')
    expect(await page.evaluate('window.isHacked')).toBeUndefined()
    expect(problems).toEqual([])
  })

  test('shows 10,000 processes without a pause', async () => {
    const sample = sampleRun(10_000)
    const { page, problems, cpuTime } = await openSample(sample)
    const costs: Record<string, number> = { open: await cpuTime() }
    const measure = async (name: string, act: () => Promise<unknown>) => {
      const before = await cpuTime()
      await act()
      costs[name] = (await cpuTime()) - before
      // Only the rows in view are there, whatever the list holds.
      expect(await page.locator('.row').count()).toBeLessThan(150)
    }
    await measure('open all', () => page.getByRole('button', { name: 'Open all' }).click())
    // All but the wrappers, which stand beside the process that they started.
    expect(Number(await page.getByRole('treegrid').getAttribute('aria-rowcount'))).toBeGreaterThan(9_000)
    await measure('close all', () => page.getByRole('button', { name: 'Close all' }).click())
    // A closed row shows the lost processes below it, too.
    const lost = (await page.locator('.row-lost').allInnerTexts()).map(text => Number.parseInt(text, 10))
    expect(lost.reduce((a, b) => a + b)).toBe(sample.report.summary.lost)
    await page.getByRole('button', { name: 'Open all' }).click()
    await measure('scroll', () => page.evaluate('scrollTo(0, 100000)'))
    await page.evaluate('scrollTo(0, 0)')
    await measure('filter', () => page.locator('#search').fill('imports'))
    await measure('arrange', () => page.getByText('By parent').click())
    await measure('files', () => page.getByRole('link', { name: /^Files/ }).click())
    expect(problems).toEqual([])
    // In ms of the page's own CPU time; measured 10 to 300 on a machine of 2024.
    for (const [name, cost] of Object.entries(costs)) expect(cost, name).toBeLessThan(2000)
  })

  test('is printed, and shown without JavaScript, as tables', async () => {
    const sample = sampleRun(20)
    const { page, problems } = await openSample(sample, { javaScriptEnabled: false })
    const text = await page.locator('body').innerText()
    expect(text).toContain('Subprocesses')
    expect(text).toContain('src/cli.ts')
    expect(await page.locator('table:has(caption:text-is("Processes")) tbody tr').count()).toBe(20)
    expect(problems).toEqual([])
  })

  test('opens a run without processes and one whose lines were not kept', async () => {
    const empty = sampleRun(0)
    const first = await openSample(empty)
    expect(await first.page.locator('main').innerText()).toContain('No process was started.')
    const { files, contexts, coverages, ...report } = sampleRun(3).report
    report.processes = report.processes.map(({ coverage, coveredLines, ownLines, ...process }) => process)
    const second = await openSample({ report, sources: [] })
    await second.page.locator('.row[data-state]').first().click()
    await expect.poll(() => second.page.locator('.panel').innerText()).toContain('Lines were not kept')
    expect([...first.problems, ...second.problems]).toEqual([])
  })
})

/** Runs in the page: the background's luminance, and texts whose contrast with what is behind them is below 4.5. */
const measureContrast = `() => {
  const parse = color => (color.match(/[\\d.]+/g) ?? []).map(Number)
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const toRgb = color => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = color
    canvas.fillRect(0, 0, 1, 1)
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data
    return { r, g, b, a: a / 255 }
  }
  const over = (top, under) => {
    const mix = key => top[key] * top.a + under[key] * (1 - top.a)
    return { r: mix('r'), g: mix('g'), b: mix('b'), a: 1 }
  }
  const luminance = ({ r, g, b }) => {
    const [R, G, B] = [r, g, b].map(value => {
      const part = value / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * R + 0.7152 * G + 0.0722 * B
  }
  const behind = element => {
    const layers = []
    for (let at = element; at; at = at.parentElement) layers.unshift(toRgb(getComputedStyle(at).backgroundColor))
    return layers.reduce((under, top) => over(top, under), { r: 255, g: 255, b: 255, a: 1 })
  }
  const tooFaint = new Set()
  const walker = document.createTreeWalker(document.querySelector('.app'), NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement
    if (!node.data.trim() || !element.checkVisibility() || element.closest('.visually-hidden')) continue
    const background = behind(element)
    const a = luminance(over(toRgb(getComputedStyle(element).color), background))
    const b = luminance(background)
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
    if (contrast < 4.5) tooFaint.add(contrast.toFixed(1) + ' ' + element.className + ': ' + node.data.trim().slice(0, 30))
  }
  return { background: luminance(behind(document.body)), tooFaint: [...tooFaint] }
}`
