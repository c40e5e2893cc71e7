#!/usr/bin/env node
import { main } from './main.ts'

// Node's own code for a program whose end never came: main sets another.
process.exitCode = 13
main(process.argv.slice(2))
