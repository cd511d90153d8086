//! The structure of the sources: no two files need each other, and shared types and sizes of views have names.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};

/// Files that may need each other, each group with its reason. At most two.
const ALLOWED_CIRCLES: &[(&[&str], &str)] = &[(
    &["store/sync/bases.rs", "store/sync/keeper.rs", "store/sync/opening.rs", "store/sync/writing.rs"],
    "opening, merging and writing are one state machine on `Keeper`, split by length",
)];

/// A module path, from the root of the crate down.
type ModulePath = Vec<String>;

/// A module with the names that it defines and imports.
#[derive(Default)]
struct Module {
    file: PathBuf,
    children: BTreeSet<String>,
    items: BTreeSet<String>,
    imports: Vec<Import>,
}

/// A method, or a call of one on `self`, in an `impl` block of `module` for the type at the end of `of`.
struct Method {
    module: ModulePath,
    of: ModulePath,
    name: String,
}

/// One name that a `use` brings into a module; `*` for a glob.
struct Import {
    name: String,
    path: ModulePath,
}

/// The crate as its sources tell it: modules by path, and the paths that the code of each file names.
#[derive(Default)]
struct Sources {
    modules: BTreeMap<ModulePath, Module>,
    mentions: Vec<(ModulePath, ModulePath)>,
    methods: Vec<Method>,
    calls: Vec<Method>,
    shared_types: BTreeMap<String, Vec<PathBuf>>,
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

pub fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(rust_files(&path)),
            false if path.extension().is_some_and(|it| it == "rs") => found.push(path),
            false => {}
        }
    }
    found.sort();
    found
}

fn module_of(file: &Path) -> ModulePath {
    let mut path: ModulePath = file.with_extension("").iter().map(|part| part.to_str().unwrap().to_owned()).collect();
    if matches!(path.last().map(String::as_str), Some("mod" | "lib" | "main")) {
        path.pop();
    }
    path
}

fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|it| {
        let syn::Meta::List(list) = &it.meta else { return false };
        list.path.is_ident("cfg") && list.tokens.to_string() == "test"
    })
}

fn read_sources() -> Sources {
    let files = rust_files(&src()).into_iter().filter(|it| !it.ends_with("tests.rs") && !it.ends_with("main.rs"));
    Sources::of(files.map(|it| (it.strip_prefix(src()).unwrap().to_owned(), fs::read_to_string(&it).unwrap())))
}

/// Reads the items of one module.
struct Reader<'a> {
    sources: &'a mut Sources,
    module: ModulePath,
    file: &'a Path,
    /// The type of the `impl` block around the code.
    of: Option<ModulePath>,
}

impl Reader<'_> {
    fn items(&mut self, items: &[syn::Item]) {
        self.here();
        for item in items {
            self.item(item);
        }
    }

    fn method(&self, name: &syn::Ident) -> Option<Method> {
        Some(Method { module: self.module.clone(), of: self.of.clone()?, name: name.to_string() })
    }

    fn here(&mut self) -> &mut Module {
        let module = self.sources.modules.entry(self.module.clone()).or_default();
        module.file = self.file.to_owned();
        module
    }

    fn item(&mut self, item: &syn::Item) {
        let (name, attributes, shared_type) = match item {
            syn::Item::Use(it) if !is_for_tests(&it.attrs) => return self.imports(Vec::new(), &it.tree),
            syn::Item::Mod(it) if !is_for_tests(&it.attrs) => return self.module(it),
            syn::Item::Struct(it) => (Some(&it.ident), &it.attrs, is_shared(&it.vis)),
            syn::Item::Enum(it) => (Some(&it.ident), &it.attrs, is_shared(&it.vis)),
            syn::Item::Type(it) => (Some(&it.ident), &it.attrs, is_shared(&it.vis)),
            syn::Item::Trait(it) => (Some(&it.ident), &it.attrs, is_shared(&it.vis)),
            syn::Item::Fn(it) => (Some(&it.sig.ident), &it.attrs, false),
            syn::Item::Const(it) => (Some(&it.ident), &it.attrs, false),
            syn::Item::Static(it) => (Some(&it.ident), &it.attrs, false),
            syn::Item::Macro(it) => (it.ident.as_ref(), &it.attrs, false),
            syn::Item::Impl(it) => (None, &it.attrs, false),
            _ => return,
        };
        if is_for_tests(attributes) {
            return;
        }
        if let Some(name) = name {
            self.here().items.insert(name.to_string());
            if shared_type {
                let file = self.file.to_owned();
                self.sources.shared_types.entry(name.to_string()).or_default().push(file);
            }
        }
        self.visit_item(item);
    }

    fn module(&mut self, module: &syn::ItemMod) {
        self.here().children.insert(module.ident.to_string());
        if let Some((_, items)) = &module.content {
            let mut inner = self.module.clone();
            inner.push(module.ident.to_string());
            Reader { sources: self.sources, module: inner, file: self.file, of: None }.items(items);
        }
    }

    fn imports(&mut self, mut prefix: ModulePath, tree: &syn::UseTree) {
        let name = match tree {
            syn::UseTree::Path(it) => {
                prefix.push(it.ident.to_string());
                return self.imports(prefix, &it.tree);
            }
            syn::UseTree::Group(it) => {
                return it.items.iter().for_each(|tree| self.imports(prefix.clone(), tree));
            }
            syn::UseTree::Glob(_) => "*".to_owned(),
            syn::UseTree::Name(it) if it.ident == "self" => prefix.last().unwrap().clone(),
            syn::UseTree::Name(it) => {
                prefix.push(it.ident.to_string());
                it.ident.to_string()
            }
            syn::UseTree::Rename(it) => {
                prefix.push(it.ident.to_string());
                it.rename.to_string()
            }
        };
        self.sources.mentions.push((self.module.clone(), prefix.clone()));
        self.here().imports.push(Import { name, path: prefix });
    }
}

fn segments(path: &syn::Path) -> ModulePath {
    path.segments.iter().map(|it| it.ident.to_string()).collect()
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        if let syn::Type::Path(of) = &*item.self_ty {
            self.of = Some(segments(&of.path));
            for it in &item.items {
                if let syn::ImplItem::Fn(it) = it {
                    let method = self.method(&it.sig.ident);
                    self.sources.methods.extend(method);
                }
            }
        }
        visit::visit_item_impl(self, item);
        self.of = None;
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if matches!(&*call.receiver, syn::Expr::Path(it) if it.path.is_ident("self")) {
            let method = self.method(&call.method);
            self.sources.calls.extend(method);
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments = segments(path);
        if let ([first, _], Some(last)) = (&*segments, path.segments.last())
            && first == "Self"
        {
            let method = self.method(&last.ident);
            self.sources.calls.extend(method);
        } else if segments.len() > 1 {
            self.sources.mentions.push((self.module.clone(), segments));
        }
        visit::visit_path(self, path);
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.imports(Vec::new(), &item.tree);
    }

    fn visit_macro(&mut self, invocation: &'ast syn::Macro) {
        // The arguments live no longer than this call.
        let mut inner =
            Reader { sources: self.sources, module: self.module.clone(), file: self.file, of: self.of.clone() };
        arguments_of(invocation).iter().for_each(|argument| inner.visit_owned(argument));
    }
}

impl Reader<'_> {
    fn visit_owned(&mut self, expression: &syn::Expr) {
        visit::visit_expr(self, expression);
    }
}

/// Returns the arguments of a macro, if all are expressions.
fn arguments_of(invocation: &syn::Macro) -> Vec<syn::Expr> {
    let parser = syn::punctuated::Punctuated::<syn::Expr, syn::Token![,]>::parse_terminated;
    invocation.parse_body_with(parser).map(|it| it.into_iter().collect()).unwrap_or_default()
}

/// Returns whether other files may name the item.
fn is_shared(visibility: &syn::Visibility) -> bool {
    !matches!(visibility, syn::Visibility::Inherited)
}

impl Sources {
    /// Reads files by their paths inside `src`.
    fn of(files: impl IntoIterator<Item = (PathBuf, String)>) -> Self {
        let mut sources = Self::default();
        for (file, text) in files {
            let parsed = syn::parse_file(&text).unwrap();
            Reader { sources: &mut sources, module: module_of(&file), file: &file, of: None }.items(&parsed.items);
        }
        sources
    }

    /// Returns the file that defines the thing at the end of `path`, as code in `module` names it. `None` for a module
    /// itself and for whatever is not of this crate.
    fn definition(&self, module: &[String], path: &[String], depth: usize) -> Option<&Path> {
        if depth > 20 {
            return None;
        }
        let (first, mut rest) = path.split_first()?;
        let mut at: ModulePath = module.to_vec();
        match first.as_str() {
            "crate" | "gapwise" => at.clear(),
            "self" => {}
            "super" => {
                at.pop();
            }
            _ => rest = path,
        }
        for (i, name) in rest.iter().enumerate() {
            if name == "super" {
                at.pop();
                continue;
            }
            let here = self.modules.get(&at)?;
            // A module and a function in it often share a name. At the end of a path the function is meant.
            let is_function = i + 1 == rest.len() && here.imports.iter().any(|it| it.name == *name);
            if here.children.contains(name) && !is_function {
                at.push(name.clone());
                continue;
            }
            if here.items.contains(name) {
                return Some(&here.file);
            }
            if let Some(import) = here.imports.iter().find(|it| it.name == *name && it.path != path) {
                let whole: ModulePath = import.path.iter().chain(&rest[i + 1..]).cloned().collect();
                return self.definition(&at, &whole, depth + 1);
            }
            let globs = here.imports.iter().filter(|it| it.name == "*");
            return globs
                .map(|it| it.path.iter().chain(&rest[i..]).cloned().collect::<ModulePath>())
                .find_map(|whole| self.definition(&at, &whole, depth + 1));
        }
        None
    }

    /// Returns the file of a type and its name.
    fn type_of<'a>(&'a self, method: &'a Method) -> Option<(&'a Path, &'a str)> {
        Some((self.definition(&method.module, &method.of, 0)?, method.of.last()?))
    }

    /// Returns the files that each file needs, with one of the names: those that it imports from, and those that have
    /// methods of the same type that it calls on `self`.
    fn imports(&self) -> BTreeMap<&Path, BTreeMap<&Path, String>> {
        let mut found: BTreeMap<&Path, BTreeMap<&Path, String>> = BTreeMap::new();
        for (module, path) in &self.mentions {
            let from = &*self.modules[module].file;
            if let Some(to) = self.definition(module, path, 0).filter(|to| *to != from) {
                found.entry(from).or_default().entry(to).or_insert_with(|| path.join("::"));
            }
        }
        let mut methods: BTreeMap<_, BTreeSet<&Path>> = BTreeMap::new();
        for method in &self.methods {
            if let Some(of) = self.type_of(method) {
                methods.entry((of, &*method.name)).or_default().insert(&*self.modules[&method.module].file);
            }
        }
        for call in &self.calls {
            let from = &*self.modules[&call.module].file;
            let to = self.type_of(call).and_then(|of| methods.get(&(of, &*call.name)));
            for to in to.into_iter().filter(|files| !files.contains(from)).flatten() {
                found.entry(from).or_default().entry(to).or_insert_with(|| format!("self.{}()", call.name));
            }
        }
        found
    }
}

fn reachable<'a>(from: &'a Path, imports: &BTreeMap<&'a Path, BTreeMap<&'a Path, String>>) -> BTreeSet<&'a Path> {
    let mut found = BTreeSet::new();
    let mut open = vec![from];
    while let Some(file) = open.pop() {
        let next = imports.get(file).into_iter().flat_map(BTreeMap::keys);
        open.extend(next.filter(|to| found.insert(**to)));
    }
    found
}

fn short(path: &Path) -> String {
    path.strip_prefix(src()).unwrap_or(path).display().to_string()
}

/// Returns groups of files of which each reaches each, with the imports that tie them.
fn circles(sources: &Sources) -> Vec<(BTreeSet<String>, Vec<String>)> {
    let imports = sources.imports();
    let reach: BTreeMap<&Path, BTreeSet<&Path>> = imports.keys().map(|it| (*it, reachable(it, &imports))).collect();
    let mut found = BTreeMap::new();
    for (file, reached) in &reach {
        let back = |other: &&&Path| reach.get(**other).is_some_and(|it| it.contains(file));
        let circle: BTreeSet<&Path> = reached.iter().filter(back).copied().collect();
        if circle.len() > 1 {
            let ties = circle.iter().flat_map(|from| {
                let to = imports[from].iter().filter(|(to, _)| circle.contains(*to));
                to.map(|(to, name)| format!("{} -> {}: {name}", short(from), short(to))).collect::<Vec<_>>()
            });
            found.insert(circle.iter().map(|it| short(it)).collect::<BTreeSet<_>>(), ties.collect());
        }
    }
    found.into_iter().collect()
}

#[test]
fn no_two_files_need_each_other() {
    assert!(ALLOWED_CIRCLES.len() <= 2 && ALLOWED_CIRCLES.iter().all(|(_, reason)| !reason.is_empty()));
    let sources = read_sources();
    assert!(sources.imports().len() > 100, "the imports were not found");
    let mut found = circles(&sources);
    for (allowed, _) in ALLOWED_CIRCLES {
        let all = found.len();
        found.retain(|(circle, _)| !circle.iter().all(|file| allowed.contains(&file.as_str())));
        assert!(found.len() < all, "no circle needs the permission for {allowed:?}");
    }
    let told: Vec<String> = found.iter().map(|(files, ties)| format!("{files:?}\n  {}", ties.join("\n  "))).collect();
    assert!(told.is_empty(), "{} circles:\n{}", told.len(), told.join("\n"));
}

#[test]
fn planted_circles_are_found() {
    let sources = Sources::of(
        [
            ("lib.rs", "mod by_path; mod back; mod thing; mod first; mod second; mod plan; mod other; mod below;"),
            ("by_path.rs", "use crate::back::Back; pub struct ByPath(Back);"),
            ("back.rs", "pub struct Back; impl Back { fn new() -> Self { vec![crate::by_path::ByPath::some()] } }"),
            ("thing.rs", "pub struct Thing;"),
            ("first.rs", "use crate::thing::Thing; impl Thing { fn one(&self) { (0..2).map(|_| self.two()); } }"),
            ("second.rs", "impl crate::thing::Thing { fn two(&self) { Self::one(self); self.three() } }"),
            ("below.rs", "use super::thing::Thing; impl Thing { fn three(&self) {} }"),
            ("plan/mod.rs", "mod plan; pub use plan::plan;"),
            ("plan/plan.rs", "pub fn plan() { crate::other::help() }"),
            ("other.rs", "use crate::plan::plan; pub fn help() { plan() }"),
        ]
        .map(|(file, text)| (PathBuf::from(file), text.to_owned())),
    );
    let found: Vec<_> = circles(&sources).into_iter().map(|(files, _)| Vec::from_iter(files)).collect();
    assert_eq!(found, [["back.rs", "by_path.rs"], ["first.rs", "second.rs"], ["other.rs", "plan/plan.rs"]]);
}

#[test]
fn shared_types_have_names_of_their_own() {
    let sources = read_sources();
    let twice: Vec<_> = sources.shared_types.iter().filter(|(_, files)| files.len() > 1).collect();
    assert!(twice.is_empty(), "{twice:#?}");
}

#[test]
fn planted_twins_are_found() {
    let sources = Sources::of(
        [
            ("lib.rs", "mod one; mod two;"),
            ("one.rs", "pub(super) struct Twin; struct Private; pub(crate) enum Alone {}"),
            ("two.rs", "pub(in crate::two) type Twin = u8; struct Private;"),
        ]
        .map(|(file, text)| (PathBuf::from(file), text.to_owned())),
    );
    let twice: Vec<_> = sources.shared_types.iter().filter(|(_, files)| files.len() > 1).collect();
    assert_eq!(twice.len(), 1);
    assert_eq!(twice[0].0, "Twin");
}

/// The float literals that have no name, and the integers of margins, corners and shadows.
#[derive(Default)]
struct BareSizes {
    found: Vec<String>,
    /// Depth of expressions in which integers are sizes.
    in_sizes: usize,
}

fn is_of_whole_points(path: &syn::Path) -> bool {
    path.segments.iter().any(|it| ["Margin", "CornerRadius", "Shadow"].iter().any(|name| it.ident == name))
}

impl<'ast> Visit<'ast> for BareSizes {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let skipped = match item {
            syn::Item::Const(_) | syn::Item::Static(_) => true,
            syn::Item::Fn(it) => is_for_tests(&it.attrs),
            syn::Item::Mod(it) => is_for_tests(&it.attrs),
            _ => false,
        };
        if !skipped {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item_const(&mut self, _: &'ast syn::ImplItemConst) {}

    fn visit_macro(&mut self, invocation: &'ast syn::Macro) {
        arguments_of(invocation).iter().for_each(|argument| self.visit_owned(argument));
    }

    fn visit_lit_float(&mut self, literal: &'ast syn::LitFloat) {
        let value: f64 = literal.base10_parse().unwrap();
        if ![0.0, 0.5, 1.0, 2.0].contains(&value) {
            self.found.push(literal.base10_digits().to_owned());
        }
    }

    fn visit_lit_int(&mut self, literal: &'ast syn::LitInt) {
        if self.in_sizes > 0 && literal.base10_digits() != "0" {
            self.found.push(literal.base10_digits().to_owned());
        }
    }

    fn visit_expr(&mut self, expression: &'ast syn::Expr) {
        let of_whole_points = match expression {
            syn::Expr::Call(it) => matches!(&*it.func, syn::Expr::Path(it) if is_of_whole_points(&it.path)),
            syn::Expr::Struct(it) => is_of_whole_points(&it.path),
            _ => false,
        };
        self.in_sizes += usize::from(of_whole_points);
        visit::visit_expr(self, expression);
        self.in_sizes -= usize::from(of_whole_points);
    }
}

impl BareSizes {
    fn visit_owned(&mut self, expression: &syn::Expr) {
        visit::visit_expr(self, expression);
    }
}

/// Sizes, opacities and times are tokens of the theme or constants of a view; zero, half, one and two need no name.
#[test]
fn sizes_of_views_have_names() {
    let views = src().join("ui");
    let mut bare = Vec::new();
    let gives_names = ["colors.rs", "fonts.rs"].map(|name| views.join("theme").join(name));
    for file in rust_files(&views).iter().filter(|file| !gives_names.contains(file)) {
        let mut found = BareSizes::default();
        found.visit_file(&syn::parse_file(&fs::read_to_string(file).unwrap()).unwrap());
        bare.extend(found.found.iter().map(|size| format!("{}: {size}", short(file))));
    }
    assert!(bare.is_empty(), "{} sizes have no name:\n{}", bare.len(), bare.join("\n"));
}
