// Draws how something grows: one panel a row, both axes logarithmic, so that a straight line of slope 1 means "as many times as long".
const panel = { width: 420, height: 300, left: 64, top: 36, right: 44, bottom: 48 }
const lines = [
  { key: 'wall', label: 'wall time, s', unit: 1000, color: '#2563eb' },
  { key: 'memory', label: 'peak memory, GB', unit: 1e9, color: '#c2410c' },
]

/** Returns an SVG. `panels` have a title and points of `size`, `wall` (ms) and `memory` (bytes). */
export function drawGrowth(panels) {
  const width = panel.width * panels.length
  const parts = panels.map((each, index) => drawPanel(each, index * panel.width))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${panel.height}" font-family="sans-serif" font-size="12">
<title>Wall time and peak memory of a report</title>
<rect width="${width}" height="${panel.height}" fill="#fff"/>
${parts.join('\n')}
</svg>
`
}

function drawPanel({ title, points }, left) {
  const values = points.flatMap(point => lines.map(({ key, unit }) => point[key] / unit))
  const x = scale(
    points.map(({ size }) => size),
    left + panel.left,
    left + panel.width - panel.right,
  )
  const y = scale(values, panel.height - panel.bottom, panel.top)
  const ticks = [
    ...x.powers.map(n => text(x.at(n), panel.height - panel.bottom + 18, n.toLocaleString('en'), 'middle')),
    ...y.powers.map(n => text(left + panel.left - 6, y.at(n) + 4, String(n), 'end') + grid(left, y.at(n))),
    text(left + panel.width / 2, panel.height - 10, title, 'middle'),
  ]
  const drawn = lines.map(({ key, unit, color, label }, index) => {
    const spots = points.map(point => [x.at(point.size), y.at(point[key] / unit)].map(n => n.toFixed(1)))
    const dots = spots.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3" fill="${color}"/>`).join('')
    const line = `<polyline points="${spots.join(' ')}" fill="none" stroke="${color}" stroke-width="2"/>`
    return line + dots + text(left + panel.left, 16 + 14 * index, label, 'start', color)
  })
  return [...ticks, ...drawn].join('\n')
}

/** A logarithmic scale over whole powers of ten. */
function scale(values, from, to) {
  const low = Math.floor(Math.log10(Math.min(...values)))
  const high = Math.ceil(Math.log10(Math.max(...values)))
  const powers = Array.from({ length: high - low + 1 }, (_, i) => Number(`1e${low + i}`))
  return { powers, at: n => from + ((Math.log10(n) - low) / (high - low)) * (to - from) }
}

function grid(left, y) {
  return `<line x1="${left + panel.left}" x2="${left + panel.width - panel.right}" y1="${y}" y2="${y}" stroke="#ddd"/>`
}

function text(x, y, content, anchor, color = '#333') {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" fill="${color}">${content}</text>`
}
