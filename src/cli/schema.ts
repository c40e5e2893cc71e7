import type { Option } from '../run/option.ts'
import { processOptions } from '../run/options.ts'
import { ownOptions } from './own-options.ts'

const { enabled: _enabled, keepData: _keepData, ...settings } = { ...ownOptions, ...processOptions }

/** The JSON schema of `covtree.config.json`: schema/config.json, which a test compares. */
export function createConfigSchema(): object {
  const properties = Object.entries(settings).map(([key, option]: [string, Option]) => {
    const known = option.default === undefined ? {} : { default: option.default }
    return [key, { description: option.text, ...option.schema, ...known }]
  })
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Settings of covtree',
    type: 'object',
    properties: { $schema: { type: 'string' }, ...Object.fromEntries(properties) },
    additionalProperties: false,
  }
}

/** The JSON schema of package.json's key `covtree`: schema/package.json, which a test compares. */
export function createPackageSchema(): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    properties: { covtree: { $ref: 'config.json' } },
  }
}
