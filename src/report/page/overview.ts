import { countRunning } from './concurrency.ts'
import type { Entry, Run } from './data.ts'
import { el } from './element.ts'
import type { TimeScale } from './time-scale.ts'

/**
 * Draws how many processes ran at each time, over the whole run. Dragging across it zooms the list to that part; by keyboard: + and −
 * zoom, arrows move, 0 shows all.
 */
export class Overview {
  readonly element: HTMLElement
  readonly #run: Run
  readonly #scale: TimeScale
  readonly #canvas: HTMLCanvasElement
  readonly #window: HTMLElement
  readonly #onChange: () => void
  #shown: ReadonlySet<Entry>

  constructor(run: Run, scale: TimeScale, shown: ReadonlySet<Entry>, onChange: () => void) {
    this.#run = run
    this.#scale = scale
    this.#shown = shown
    this.#onChange = onChange
    this.#canvas = el('canvas', { 'aria-hidden': 'true' })
    this.#window = el('div', { class: 'overview-window' })
    this.element = el(
      'div',
      {
        class: 'overview',
        tabindex: 0,
        role: 'group',
        'aria-label': 'Processes running over time. Plus and minus zoom, arrows move, 0 shows all.',
        title: 'Drag to zoom in, double-click to show all',
        keydown: (event: KeyboardEvent) => this.#onKey(event),
        dblclick: () => this.#change(() => scale.show(0, scale.length)),
        pointerdown: (event: PointerEvent) => this.#onDrag(event),
      },
      this.#canvas,
      this.#window,
    )
    new ResizeObserver(() => this.draw()).observe(this.element)
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw())
  }

  /** Draws again, for these processes, and returns how many of them ran at once at most. */
  draw(shown: ReadonlySet<Entry> = this.#shown): number {
    this.#shown = shown
    const { clientWidth: width, clientHeight: height } = this.element
    const columns = countRunning(shown, this.#run.length, Math.max(1, Math.floor(width)))
    const most = columns.reduce((max, count) => Math.max(max, count), 0)
    if (width === 0) return most
    const ratio = devicePixelRatio || 1
    this.#canvas.width = width * ratio
    this.#canvas.height = height * ratio
    const context = this.#canvas.getContext('2d')
    if (!context) return most
    context.scale(ratio, ratio)
    context.fillStyle = getComputedStyle(this.element).color
    for (const [x, count] of columns.entries()) {
      const bar = count === 0 ? 0 : Math.max(1.5, (count / most) * (height - 6))
      context.fillRect(x, height - bar, 1, bar)
    }
    this.#window.hidden = this.#scale.isWhole
    this.#window.style.left = `${(this.#scale.from / this.#scale.length) * 100}%`
    this.#window.style.width = `${((this.#scale.to - this.#scale.from) / this.#scale.length) * 100}%`
    return most
  }

  #change(change: () => void): void {
    change()
    this.draw()
    this.#onChange()
  }

  #onKey(event: KeyboardEvent): void {
    const actions: Record<string, () => void> = {
      '+': () => this.#scale.zoom(0.5),
      '=': () => this.#scale.zoom(0.5),
      '-': () => this.#scale.zoom(2),
      ArrowLeft: () => this.#scale.pan(-0.25),
      ArrowRight: () => this.#scale.pan(0.25),
      '0': () => this.#scale.show(0, this.#scale.length),
    }
    const action = actions[event.key]
    if (!action || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    this.#change(action)
  }

  #onDrag(down: PointerEvent): void {
    if (down.button !== 0) return
    const { left, width } = this.element.getBoundingClientRect()
    const timeAt = (event: PointerEvent) =>
      (Math.min(Math.max(0, event.clientX - left), width) / width) * this.#scale.length
    const start = timeAt(down)
    const onMove = (event: PointerEvent) => {
      const now = timeAt(event)
      // A click with a shaking hand is no selection.
      if (Math.abs(now - start) < (4 / width) * this.#scale.length) return
      this.#change(() => this.#scale.show(Math.min(start, now), Math.max(start, now)))
    }
    this.element.setPointerCapture(down.pointerId)
    this.element.addEventListener('pointermove', onMove)
    const stop = () => this.element.removeEventListener('pointermove', onMove)
    for (const end of ['pointerup', 'pointercancel']) this.element.addEventListener(end, stop, { once: true })
  }
}
