//! (next commit)
use crate::http::{Handler, Service};
use crate::net::Connection;
use std::rc::Rc;

/// Serves one connection until it closes.
pub async fn serve<H: Handler>(connection: Rc<Connection>, service: Rc<Service<H>>) {
    let _ = (connection, service);
    todo!()
}
