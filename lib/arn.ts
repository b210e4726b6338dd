/** An account in a Region: where pipelines are, and what rules may ask about. */
export interface AccountRegion {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
}

/** Where resources live: what their ARNs begin with. */
export interface Home extends AccountRegion {
  /** For example `aws` or `aws-cn`. */
  readonly partition: string;
}

/** An ARN of Image Builder, taken apart. */
export interface ResourceArn extends Home {
  /** Twelve digits, or `aws` for what AWS itself provides. */
  readonly account: string;
  /** Kind of resource, for example `image-recipe`. */
  readonly kind: string;
  /** Workflows only: `build`, `test` or `distribution`. */
  readonly stage?: string | undefined;
  readonly name: string;
  /** `x.y.z`, where a part may be the wildcard `x`. Configurations and pipelines have none. */
  readonly version?: string | undefined;
  /** Build version: the number behind the version. */
  readonly build?: string | undefined;
}

/**
 * Takes the ARN of a recipe, configuration, workflow or pipeline apart; `undefined` for a text that is none. Forms: Service
 * Authorization Reference, "Resource types defined by Amazon EC2 Image Builder".
 */
export function parseArn(text: string): ResourceArn | undefined {
  const parts = form.exec(text);
  if (parts === null) return undefined;
  const [, partition = '', region = '', account = '', stage, kind = 'workflow', name = '', version, build] = parts;
  return { partition, region, account, kind, stage, name, version, build };
}

/** Of a workflow, the stage comes before the name. */
const form =
  /^arn:([^:]+):imagebuilder:([^:]+):([^:]+):(?:workflow\/([^:/]*)|(?!workflow\/)([^:/]+))\/([^:/]+)(?:\/([^:/]*)(?:\/([^:/]*))?)?$/s;

/** Whether a version leaves the choice of the newest matching one to Image Builder, as `1.x.x` does. */
export function isFloating(version: string): boolean {
  return version.split('.').includes('x');
}
