import { onTestFinished } from 'vitest'

/** Has this process say that it runs on another system, until the test has finished. */
export function pretendSystem(system: NodeJS.Platform): void {
  const { platform } = process
  Object.defineProperty(process, 'platform', { value: system })
  onTestFinished(() => {
    Object.defineProperty(process, 'platform', { value: platform })
  })
}
