import { readFileSync, writeFileSync } from 'node:fs'

const link = '<p class="quiet"><a href="subprocess/index.html">Subprocesses</a></p>'

/** Puts a link to the page into the index of Istanbul's html report, if there is one; its heads have been alike since 2015. */
export function linkFromIndex(path: string): void {
  try {
    const html = readFileSync(path, 'utf8')
    if (html.includes(link)) return
    const at = /<h1>[^<]*<\/h1>/.exec(html)
    if (at)
      writeFileSync(
        path,
        `${html.slice(0, at.index + at[0].length)}\n        ${link}${html.slice(at.index + at[0].length)}`,
      )
  } catch {
    // No html report, or one in another folder.
  }
}
