import * as v from 'valibot';
import { readJson } from '../../lib/cli/input/json-text.ts';
import { positionsIn } from '../../lib/cli/input/position.ts';
import { readText } from '../../lib/file/read-text.ts';
import { nearest } from '../../lib/text/spelling.ts';
import { localSchema, type StackSettings, settingsSchema, throttlingSchema } from './settings-schema.ts';

export type { StackSettings } from './settings-schema.ts';

export type SettingsResult =
  | { readonly ok: true; readonly settings: StackSettings }
  /** Each problem is a sentence that names the setting, what was there and what is allowed. */
  | { readonly ok: false; readonly problems: readonly string[] };

/** Checks the settings, the member `imagegate` of the context in cdk.json. Finds all problems at once. */
export function parseStackSettings(value: unknown): SettingsResult {
  const given = value ?? {};
  const parsed = v.safeParse(settingsSchema, given);
  // A value that is wrong in two ways gives the same sentence twice.
  const problems = new Set([...unknownSettings(given), ...(parsed.issues ?? []).map(sentence)]);
  return parsed.success && problems.size === 0 ? { ok: true, settings: parsed.output } : { ok: false, problems: [...problems] };
}

/** Reads the settings from cdk.json, for what runs without the CDK. */
export function readSettings(file: string): SettingsResult {
  const read = readText(file);
  if (!read.ok) return { ok: false, problems: [`${file}: ${read.problem}.`] };
  const json = readJson(read.text);
  if (!json.ok) {
    const { line, column } = positionsIn(read.text)(json.offset);
    return { ok: false, problems: [`${file}:${line}:${column}: not JSON: ${json.message}.`] };
  }
  const parsed = v.safeParse(configuration, json.value);
  return parsed.success
    ? parseStackSettings(parsed.output.context.imagegate)
    : {
        ok: false,
        problems: [`${file}: the file and its member context must be objects, with the settings in context.imagegate.`],
      };
}

const configuration = v.object({ context: v.optional(v.object({ imagegate: v.optional(v.unknown()) }), {}) });

function sentence(issue: v.InferIssue<typeof settingsSchema>): string {
  const path = issue.path ?? [];
  const name = ['imagegate', ...path.map(({ key }) => String(key))].join('.');
  // The input of an issue is what was checked, and for two settings that contradict each other that is the whole.
  const value = path.length === 0 ? issue.input : path.at(-1)?.value;
  return `${name} must be ${issue.message}; it is ${shown(value)}.`;
}

const maximumShownLength = 80;

function shown(value: unknown): string {
  const json = JSON.stringify(value) ?? 'absent';
  return json.length > maximumShownLength ? `${json.slice(0, maximumShownLength)}…` : json;
}

/** A misspelt setting would otherwise be silently replaced by its default. */
function unknownSettings(given: unknown): string[] {
  const settings = membersOf(given);
  return [
    ...unknownMembers('imagegate', settings, Object.keys(settingsSchema.entries)),
    ...unknownMembers('imagegate.throttling', membersOf(settings.get('throttling')), Object.keys(throttlingSchema.entries)),
    ...unknownMembers('imagegate.local', membersOf(settings.get('local')), Object.keys(localSchema.entries)),
  ];
}

function membersOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}

function unknownMembers(path: string, members: ReadonlyMap<string, unknown>, known: readonly string[]): string[] {
  return [...members.keys()]
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = nearest(name, known);
      const hint = meant === undefined ? `the settings here are ${known.join(', ')}.` : `did you mean ${meant}?`;
      return `${path}.${name} is not a setting; ${hint}`;
    });
}
