// The cost of each tool in one child: time, bytes written, peak memory.
import { addedOver, alternate, median } from '../measure/alternate.mjs'
import { runMeasured } from '../measure/usage.mjs'
import { clearData, countBytes } from '../setup/variants.mjs'

/** The programs, and how often each runs. */
export function listChildren({ programs, tools }) {
  return [
    { name: 'prints one line', args: [programs.line], rounds: 40, bars: [0.5, 1], bytes: 0.05 },
    {
      name: 'tsc --version, not included',
      args: [`${tools}/node_modules/typescript/bin/tsc`, '--version'],
      rounds: 16,
      bars: [0.25, 0.5],
      bytes: 0.01,
    },
    { name: '100 included modules', args: [programs.modules], rounds: 24, bars: [0.5, 0.8], bytes: 0.3 },
    {
      name: 'tsx, 20 TypeScript modules',
      args: [`${tools}/node_modules/tsx/dist/cli.mjs`, programs.tsx],
      rounds: 12,
      bars: [0.7, 0.7],
      bytes: 0.3,
    },
    {
      name: 'hot loop',
      args: [programs.loop],
      rounds: 8,
      check: ({ covtree, NODE_V8_COVERAGE: v8 }) => [
        { what: 'time over that under NODE_V8_COVERAGE', value: covtree.wall / v8.wall, bar: 1 },
      ],
    },
    {
      name: '200 short children',
      args: [programs.children, programs.line, '200'],
      rounds: 3,
      without: ['nyc', 'empty --require'],
      check: ({ bare, covtree }) => [
        { what: 'time over that without', value: covtree.wall / bare.wall, bar: 1.1 },
      ],
    },
  ]
}

/** Measures one child under all variants. */
export async function measureChild(child, { node, variants, root, scale, isOld }) {
  const written = {}
  const runOnce = async name => {
    const variant = variants[name]
    clearData(variant)
    const used = await runMeasured({ argv: [node, ...child.args], env: variant.env, cwd: root })
    if (variant.data) written[name] = countBytes(variant.data)
    return used
  }
  const names = Object.keys(variants).filter(name => !child.without?.includes(name))
  const samples = await alternate(names, Math.max(3, Math.round(child.rounds * scale)), runOnce)
  const measured = {}
  for (const name of names) {
    measured[name] = {
      wall: median(samples[name].map(sample => sample.wall)),
      addedWall: addedOver(samples[name], samples.bare, 'wall'),
      addedCpu: addedOver(samples[name], samples.bare, 'cpu'),
      addedMemory: addedOver(samples[name], samples.bare, 'memory'),
      ...(name in written && { bytes: written[name] }),
    }
  }
  return { name: child.name, measured, checks: (child.check ?? checkAdded(child, isOld))(measured) }
}

function checkAdded(child, isOld) {
  return ({ covtree, NODE_V8_COVERAGE: v8 }) => [
    { what: 'added time (wall)', value: covtree.addedWall / v8.addedWall, bar: child.bars[isOld ? 0 : 1] },
    { what: 'added time (CPU)', value: covtree.addedCpu / v8.addedCpu, bar: child.bars[isOld ? 0 : 1] },
    { what: 'bytes', value: covtree.bytes / v8.bytes, bar: child.bytes },
    { what: 'peak memory added, MB', value: covtree.addedMemory / 2 ** 20, bar: 3 },
  ]
}
