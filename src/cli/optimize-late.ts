import { setFlagsFromString } from 'node:v8'

/**
 * Says how late V8 is to make machine code of a function, by the major version of Node. A report is mostly over before that pays, and
 * V8's threads take processors from it meanwhile; a long one gets it, only later.
 */
const flags: Readonly<Record<string, string>> = {
  // V8 11.3: after so many bytes of bytecode that ran, 67,584 by itself.
  20: '--interrupt-budget=600000',
  // V8 12.4 and 13.6: after so many calls, 3,000 by itself. With V8 14 it makes no difference.
  22: '--invocation-count-for-turbofan=30000',
  24: '--invocation-count-for-turbofan=30000',
}

/**
 * Lets V8 optimize later than it would in this process. Not before a start file is made: V8 takes its code cache under the same
 * flags alone, and children have none of these.
 */
export function optimizeLate(): void {
  // V8 complains on stderr of a flag that it does not know.
  const flag = flags[process.versions.node.split('.', 1)[0]!]
  if (flag) setFlagsFromString(flag)
}
