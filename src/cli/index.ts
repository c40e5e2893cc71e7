#!/usr/bin/env node
import { main } from './main.ts'

// Node's exit code for a program whose promise never settled. main sets another.
process.exitCode = 13
main(process.argv.slice(2))
