import { describeDuration } from '../content/describe-process.ts'

const minute = 60_000

/** Distances between ticks from 10 s on, in ms; below, they are 1, 2 or 5 times a power of ten. */
const longSteps = [10_000, 15_000, 30_000, ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600].map(n => n * minute)]

/** The part of the run that the bars show. */
export class TimeScale {
  readonly length: number
  from = 0
  to: number

  constructor(length: number) {
    this.length = length
    this.to = length
  }

  /** Tells where a time lies in the shown part: 0 at its left edge, 1 at its right one. */
  at(time: number): number {
    return (time - this.from) / (this.to - this.from)
  }

  get isWhole(): boolean {
    return this.from === 0 && this.to === this.length
  }

  /** Shows from one time to another, never less than 1 ms and nothing outside the run. */
  show(from: number, to: number): void {
    const width = Math.min(this.length, Math.max(1, to - from))
    this.from = Math.min(Math.max(0, from), this.length - width)
    this.to = this.from + width
  }

  /** Shows more (factor above 1) or less around the middle. */
  zoom(factor: number): void {
    const middle = (this.from + this.to) / 2
    const half = ((this.to - this.from) / 2) * factor
    this.show(middle - half, middle + half)
  }

  /** Moves the shown part by a share of its width. */
  pan(part: number): void {
    const by = (this.to - this.from) * part
    this.show(this.from + by, this.to + by)
  }

  /** Lists round times in the shown part, with their labels. */
  ticks(most: number): { at: number; label: string }[] {
    const step = findStep((this.to - this.from) / most)
    const ticks: { at: number; label: string }[] = []
    for (let time = Math.ceil(this.from / step) * step; time <= this.to; time += step) {
      ticks.push({ at: this.at(time), label: labelTime(time, step) })
    }
    return ticks
  }
}

/** The smallest round distance that is at least `least` ms. */
function findStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  const decimal = [1, 2, 5, 10].map(factor => factor * power).find(step => step >= least)!
  return decimal < longSteps[0]! ? decimal : (longSteps.find(step => step >= least) ?? decimal)
}

function labelTime(time: number, step: number): string {
  if (time === 0) return '0'
  if (time < 1000 || step < 1) return `${Number(time.toFixed(step < 1 ? 1 : 0))} ms`
  if (time < minute) return `${Number((time / 1000).toFixed(3))} s`
  const [minutes, seconds] = [Math.floor(time / minute), (time % minute) / 1000]
  if (step < 1000) return describeDuration(time)
  return seconds === 0 ? `${minutes} min` : `${minutes} min ${seconds} s`
}
