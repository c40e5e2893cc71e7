import { repository } from './folders.mjs'

/** The command that reports on a data folder of covtree. `out` is the folder of the report. */
export function reportByCovtree(node, data, out) {
  return [node, `${repository}/dist/cli/index.js`, 'report', data, ...options(out)]
}

/** The command with which c8 makes the same report from a folder of NODE_V8_COVERAGE. */
export function reportByC8(node, tools, data, out) {
  return [node, `${tools}/node_modules/c8/bin/c8.js`, 'report', '--temp-directory', data, ...options(out)]
}

const options = out => ['--reporter', 'json', '--reports-dir', out]
