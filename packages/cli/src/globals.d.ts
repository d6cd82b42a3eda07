/** Version of the package, put in by the bundler. */
declare const CHIPID_VERSION: string;
