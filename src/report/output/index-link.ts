import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { indexFolders } from './report-links.ts'

const mark = 'data-covtree'

/**
 * Puts a link to the page into the index of Istanbul's HTML report, if there is one. The heads of these pages have been alike since
 * 2015.
 * @param folder absolute path of the folder of the reports
 * @param lost how many processes were lost
 */
export function linkFromIndex(folder: string, page: string, lost: number): void {
  for (const name of indexFolders) addLink(join(folder, name, 'index.html'), page, lost)
}

function addLink(index: string, page: string, lost: number): void {
  try {
    const html = readFileSync(index, 'utf8')
    const href = relative(dirname(index), page).split(sep).join('/')
    const link = `<p class="quiet" ${mark}><a href="${href}">Subprocesses${lost > 0 ? ` (${lost} lost)` : ''}</a></p>`
    const before = new RegExp(`<p class="quiet" ${mark}>.*?</p>`).exec(html)
    const head = /<h1>[^<]*<\/h1>/.exec(html)
    if (before) writeFileSync(index, html.replace(before[0], link))
    else if (head) {
      const end = head.index + head[0].length
      writeFileSync(index, `${html.slice(0, end)}\n        ${link}${html.slice(end)}`)
    }
  } catch {
    // There is no HTML report, or it is in another folder.
  }
}
