/** The options that Node itself was started with, in one text. */
export const ownOptions = `${process.execArgv} ${process.env.NODE_OPTIONS}`
