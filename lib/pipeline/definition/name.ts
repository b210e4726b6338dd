/**
 * The last segment of the ARN that a pipeline of this name gets: lower case, spaces and underscores as hyphens. Names that are
 * equal in this form clash. Source: ARNs of deployed pipelines, such as `ubuntu_image_pipeline` in
 * `…:image-pipeline/ubuntu-image-pipeline`.
 */
export function normaliseName(name: string): string {
  return name.toLowerCase().replace(/[ _]/g, '-');
}

/**
 * Whether a text can be the last segment of a pipeline's ARN. Lengths are those of a name (CreateImagePipeline, API reference).
 */
export function isNormalisedName(text: string): boolean {
  return /^[a-z0-9-]{3,128}$/.test(text);
}
