import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { claimFolder, disclaimFolder, sweepFolders } from '../../src/run/data/abandoned-folders.ts'

/** No system gives such a pid. */
const deadPid = 2 ** 30

function makeParent(): string {
  const parent = mkdtempSync(join(tmpdir(), 'covtree-sweep-'))
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }))
  return parent
}

function makeFolder(parent: string, name: string, change: object = {}): string {
  const folder = join(parent, name)
  mkdirSync(folder)
  claimFolder(folder)
  const path = join(folder, 'owner.json')
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...change }))
  return folder
}

test('removes the data folders of runs that were killed, and no others', () => {
  const parent = makeParent()
  const dead = makeFolder(parent, 'covtree-aaaaaa', { pid: deadPid })
  const kept = makeFolder(parent, 'covtree-bbbbbb', { pid: deadPid })
  disclaimFolder(kept)
  const others = [
    makeFolder(parent, 'covtree-cccccc'),
    makeFolder(parent, 'covtree-dddddd', { pid: deadPid, place: 'another container' }),
    makeFolder(parent, 'covtree-project', { pid: deadPid }),
    kept,
  ]
  writeFileSync(join(makeFolder(parent, 'covtree-eeeeee'), 'owner.json'), '{ not JSON')
  sweepFolders(parent)
  expect(existsSync(dead)).toBe(false)
  for (const folder of [...others, join(parent, 'covtree-eeeeee')]) expect(existsSync(folder)).toBe(true)
})
