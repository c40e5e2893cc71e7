import { nodeVersion, requireBuild, vitestVersion } from './toolchain.ts'

export default function setup(): void {
  requireBuild()
  console.log(`end-to-end tests: Node ${nodeVersion}, Vitest ${vitestVersion}`)
}
