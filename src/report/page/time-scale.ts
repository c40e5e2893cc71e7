import { describeDuration } from '../content/describe-process.ts'

/** The part of the run that the bars show. */
export class TimeScale {
  readonly length: number
  from = 0
  to: number

  constructor(length: number) {
    this.length = length
    this.to = length
  }

  /** Where a time lies in the shown part: 0 at its left edge, 1 at its right one. */
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

  /** Moves by a part of what is shown. */
  pan(part: number): void {
    const by = (this.to - this.from) * part
    this.show(this.from + by, this.to + by)
  }

  /** Round times in the shown part, with their labels. */
  ticks(most: number): { at: number; label: string }[] {
    const rough = (this.to - this.from) / most
    const power = 10 ** Math.floor(Math.log10(rough))
    const step = [1, 2, 5, 10].map(factor => factor * power).find(candidate => candidate >= rough)!
    const ticks: { at: number; label: string }[] = []
    for (let time = Math.ceil(this.from / step) * step; time <= this.to; time += step) {
      ticks.push({ at: this.at(time), label: labelTime(time, step) })
    }
    return ticks
  }
}

function labelTime(time: number, step: number): string {
  if (time === 0) return '0'
  if (time < 1000 || step < 1) return `${Number(time.toFixed(step < 1 ? 1 : 0))} ms`
  if (time < 60_000) return `${Number((time / 1000).toFixed(3))} s`
  return describeDuration(time)
}
