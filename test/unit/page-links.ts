// Links between pages of Markdown: which there are, and whether they lead to a page and a heading.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A link of a page. */
export interface PageLink {
  /** The page's path from the folder. */
  page: string
  target: string
}

/** The paths of all pages in a folder of a repository or package. */
export function listPages(folder: string): string[] {
  const inDocs = readdirSync(join(folder, 'docs'), { recursive: true, encoding: 'utf8' })
  const outside = readdirSync(folder)
  return [...outside, ...inDocs.map(name => join('docs', name))].filter(name => name.endsWith('.md'))
}

/** The links of a page to other pages, pictures and headings. */
export function listLinks(folder: string, page: string): PageLink[] {
  const links = readFileSync(join(folder, page), 'utf8').matchAll(/\]\(([^)\s]+)\)/g)
  return [...links]
    .map(([, target]) => ({ page, target: target! }))
    .filter(({ target }) => !/^https?:/.test(target))
}

/** Whether a link leads to a file, and to a heading in it if it names one. */
export function leadsToText(folder: string, { page, target }: PageLink): boolean {
  const [path, heading] = target.split('#')
  const file = join(folder, path ? join(dirname(page), path) : page)
  if (!existsSync(file)) return false
  return heading === undefined || listHeadings(file).includes(heading)
}

/** The names that GitHub gives to the headings of a page. */
function listHeadings(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, text]) =>
    text!
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )
}
