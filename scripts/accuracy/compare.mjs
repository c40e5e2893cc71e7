import { readFileSync } from 'node:fs'

/** Counts how many numbers of `after` are exactly twice those of `before`, and whether the structure stayed. */
export function compareDouble(before, after) {
  const result = {
    sameStructure: true,
    s: { exact: 0, all: 0 },
    f: { exact: 0, all: 0 },
    b: { exact: 0, all: 0 },
    differences: [],
  }
  for (const path of Object.keys(after)) {
    if (before[path]) continue
    result.sameStructure = false
    result.differences.push({ path, text: 'is in the child alone' })
  }
  for (const [path, was] of Object.entries(before)) {
    const is = after[path]
    for (const key of ['statementMap', 'fnMap', 'branchMap']) {
      if (JSON.stringify(was[key]) !== JSON.stringify(is?.[key])) result.sameStructure = false
    }
    if (!is) continue
    const lines = readFileSync(path, 'utf8').split('\n')
    const check = (kind, id, one, two, loc) => {
      result[kind].all++
      if (two === one * 2) result[kind].exact++
      else {
        const { line, column } = loc?.start ?? {}
        const excerpt = line === undefined ? '' : lines[line - 1]?.slice(column, column + 70)
        result.differences.push({
          path,
          text: `${kind}${id} ${line}:${column} in-process ${one} child ${two - one}  ${excerpt}`,
        })
      }
    }
    for (const id in was.s) check('s', id, was.s[id], is.s[id], was.statementMap[id])
    for (const id in was.f) check('f', id, was.f[id], is.f[id], was.fnMap[id].decl)
    for (const id in was.b) {
      if (is.b[id]?.length !== was.b[id].length) result.sameStructure = false
      was.b[id].forEach((count, arm) => {
        const { loc, type, locations } = was.branchMap[id]
        check(
          'b',
          `${id}.${arm} ${type}`,
          count,
          is.b[id][arm],
          locations[arm]?.start?.line === undefined ? loc : locations[arm],
        )
      })
    }
  }
  return result
}

/** The counters at which a map is not `base` plus the counts that each of some other maps adds to `base`. */
export function listNotSummed(map, base, others) {
  const differences = []
  for (const [path, was] of Object.entries(base))
    for (const kind of ['s', 'f', 'b'])
      for (const id of Object.keys(was[kind])) {
        const numbersIn = data => [data[path]?.[kind][id]].flat()
        const wanted = numbersIn(base)
        for (const other of others)
          for (const [arm, count] of numbersIn(other.map).entries())
            wanted[arm] += count - numbersIn(base)[arm]
        const is = numbersIn(map)
        if (String(is) !== String(wanted)) differences.push(`${path} ${kind}${id} is ${is}, sum ${wanted}`)
      }
  return differences
}
