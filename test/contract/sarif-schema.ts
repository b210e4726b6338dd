/**
 * The part of the Static Analysis Results Interchange Format 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/) that the
 * command line writes, as JSON Schema in our own words: every object knows its members, which are required, and what their values
 * may be. Numbers are those of the sections of the standard.
 */
const object = (required: readonly string[], properties: Readonly<Record<string, object>>) => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});

const list = (items: object) => ({ type: 'array', items, uniqueItems: true });
const text = { type: 'string', minLength: 1 };
const count = { type: 'integer', minimum: 1 };
const level = { enum: ['none', 'note', 'warning', 'error'] };
/** 3.8: anybody's own members. */
const propertyBag = { type: 'object' };

/** 3.11, with braces in pairs (3.11.5). */
const message = object(['text'], { text: { type: 'string', pattern: '^(?:[^{}]|\\{\\{|\\}\\})+$' } });
/** 3.12 */
const multiformatMessage = object(['text'], { text, markdown: text });

/** 3.4: relative references stand on a base, absolute ones alone. */
const artifactLocation = {
  ...object(['uri'], { uri: { type: 'string', format: 'uri-reference' }, uriBaseId: text }),
  oneOf: [{ required: ['uriBaseId'] }, { properties: { uri: { pattern: '^file:///' } } }],
};

/** 3.30 */
const region = object(['startLine', 'startColumn'], { startLine: count, startColumn: count, endLine: count, endColumn: count });

/** 3.28, 3.29, 3.33 */
const location = object(['physicalLocation'], {
  physicalLocation: object(['artifactLocation'], { artifactLocation, region }),
  logicalLocations: list(object(['fullyQualifiedName'], { fullyQualifiedName: text })),
});

/** 3.55 to 3.57 */
const replacement = object(['deletedRegion'], { deletedRegion: region, insertedContent: object(['text'], { text }) });
const fix = object(['artifactChanges'], {
  description: message,
  artifactChanges: {
    ...list(
      object(['artifactLocation', 'replacements'], { artifactLocation, replacements: { ...list(replacement), minItems: 1 } }),
    ),
    minItems: 1,
  },
});

/** 3.35 */
const suppression = object(['kind'], {
  kind: { enum: ['inSource', 'external'] },
  status: { enum: ['accepted'] },
  justification: text,
});

/** 3.27 */
const result = {
  ...object(['message', 'ruleId', 'ruleIndex', 'level', 'locations', 'partialFingerprints'], {
    ruleId: text,
    ruleIndex: { type: 'integer', minimum: 0 },
    kind: { enum: ['open', 'fail'] },
    level,
    message,
    locations: list(location),
    partialFingerprints: { type: 'object', additionalProperties: text },
    suppressions: list(suppression),
    fixes: list(fix),
    properties: propertyBag,
  }),
  // 3.27.9: what is no failure has no level.
  if: { required: ['kind'], properties: { kind: { const: 'open' } } },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema, in a module that nobody awaits
  then: { properties: { level: { const: 'none' } } },
};

/** 3.49 */
const reportingDescriptor = object(['id'], {
  id: text,
  shortDescription: multiformatMessage,
  fullDescription: multiformatMessage,
  help: multiformatMessage,
  helpUri: { type: 'string', format: 'uri' },
  defaultConfiguration: object([], { level }),
  properties: propertyBag,
});

/** 3.20, 3.58 */
const invocation = object(['executionSuccessful'], {
  executionSuccessful: { type: 'boolean' },
  toolExecutionNotifications: list(object(['message'], { level, message, locations: list(location) })),
});

/** 3.14, 3.18, 3.19 */
const run = object(['tool', 'results'], {
  tool: object(['driver'], { driver: object(['name'], { name: text, organization: text, rules: list(reportingDescriptor) }) }),
  columnKind: { enum: ['utf16CodeUnits'] },
  results: list(result),
  invocations: list(invocation),
  properties: propertyBag,
});

/** 3.13 */
export const sarifSchema = object(['version', 'runs'], {
  version: { const: '2.1.0' },
  $schema: { type: 'string', format: 'uri' },
  runs: { ...list(run), minItems: 1 },
});
