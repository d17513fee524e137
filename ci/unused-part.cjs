// Stands in for what a package imports and kdeploy never uses (see build.js): a function that makes nothing, and has nothing.
module.exports = () => ({})
