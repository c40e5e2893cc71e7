// The cost of each tool in one child: time, bytes written, peak memory.
import { addedOver, alternate, median } from '../measure/alternate.mjs'
import { runMeasured } from '../measure/usage.mjs'
import { clearData, countBytes } from '../setup/variants.mjs'

/**
 * The programs, and how often each runs. `bars`: the highest CPU time that covtree may add, as a share of what NODE_V8_COVERAGE adds, on Node 20
 * and on later ones. `isLater`: what earlier processes of the run have told about scripts is there.
 */
export function listChildren({ programs, tools }) {
  const tsx = [`${tools}/node_modules/tsx/dist/cli.mjs`, programs.tsx]
  return [
    {
      name: 'prints one line',
      args: [programs.line],
      rounds: 40,
      bars: [1, 1.25],
      with: ['by hand'],
      more: checkFloor,
    },
    {
      name: 'tsc --version, not included',
      args: [`${tools}/node_modules/typescript/bin/tsc`, '--version'],
      rounds: 16,
      bars: [0.25, 0.5],
    },
    { name: '100 included modules', args: [programs.modules], rounds: 24, bars: [0.85, 1.1] },
    { name: 'tsx, 20 TypeScript modules, first of a run', args: tsx, rounds: 12, bars: [1, 1.3] },
    { name: 'tsx, from the second process on', args: tsx, rounds: 12, bars: [0.7, 1], isLater: true },
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
      without: ['nyc', 'empty --require', 'floor'],
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
    clearData(variant, child.isLater)
    const used = await runMeasured({ argv: [node, ...child.args], env: variant.env, cwd: root })
    if (variant.data) written[name] = countBytes(variant.data)
    return used
  }
  const names = Object.keys(variants).filter(
    name => !child.without?.includes(name) && (!variants[name].isRare || child.with?.includes(name)),
  )
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
  const bar = child.bars[isOld ? 0 : 1]
  return measured => {
    const { covtree, NODE_V8_COVERAGE: v8 } = measured
    return [
      { what: "CPU time added, over NODE_V8_COVERAGE's", value: covtree.addedCpu / v8.addedCpu, bar },
      ...(child.more?.(measured, isOld) ?? []),
    ]
  }
}

function checkFloor({ covtree, floor, 'by hand': byHand, NODE_V8_COVERAGE: v8 }, isOld) {
  const more = (covtree.addedMemory - floor.addedMemory) / 2 ** 20
  return [
    {
      what: "CPU time added, over the floor's",
      value: covtree.addedCpu / floor.addedCpu,
      bar: isOld ? 1.35 : 1.25,
    },
    { what: 'peak memory added over the floor, MB', value: more, bar: isOld ? 1 : 1.5 },
    {
      what: "by hand: CPU time added, over NODE_V8_COVERAGE's",
      value: byHand.addedCpu / v8.addedCpu,
      bar: 1.5,
    },
  ]
}
