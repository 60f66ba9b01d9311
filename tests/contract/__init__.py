"""Typed models of the contract, written from the reference of the API and not from the product."""
