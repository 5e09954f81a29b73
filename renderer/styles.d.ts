// The bundler takes style sheets that TypeScript files import.
declare module '*.css';
