// Runs on the measured Node. Makes a data folder as a run on that Node would, and prints the environment of the children.
import { measure } from '../../dist/index.js'

const [, , root] = process.argv
const measurement = measure({ roots: [root] })
const { environment, path } = measurement.folder
measurement.stop()
process.stdout.write(JSON.stringify({ environment, path }))
