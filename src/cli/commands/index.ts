import type { Command } from '../command.ts'

/** One row of the table of commands. A command's module is loaded when the command is called. */
export interface CommandEntry {
  name: string
  summary: string
  load(): Promise<Command>
}

/** All commands, in the order in which the help lists them. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'init',
    summary: 'set covtree up in this project',
    load: async () => (await import('./init.ts')).init,
  },
  {
    name: 'run',
    summary: 'run a command, count all processes below it, and report',
    load: async () => (await import('./run.ts')).run,
  },
  {
    name: 'report',
    summary: 'report from data that was kept',
    load: async () => (await import('./report.ts')).report,
  },
  {
    name: 'combine',
    summary: 'put data of several runs or machines into one folder',
    load: async () => (await import('./combine.ts')).combine,
  },
  {
    name: 'erase',
    summary: 'remove data that was kept',
    load: async () => (await import('./erase.ts')).erase,
  },
  {
    name: 'why',
    summary: 'list the tests whose processes ran a line',
    load: async () => (await import('./why.ts')).why,
  },
  {
    name: 'doctor',
    summary: 'find mistakes in the setup, and try each way to start a process',
    load: async () => (await import('./doctor.ts')).doctor,
  },
]
